const LINKS = [
  ["/metrics", "metrics, for Prometheus"],
  ["/healthz", "whether the process lives"],
  ["/readyz", "whether it takes records"],
] as const;

/** The page at `/`: what there is. No script, nothing from elsewhere. */
export function indexPage(version: string): string {
  const links = LINKS.map(([path, what]) => `<li><a href="${path}">${path}</a> ${what}</li>`).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>oauth-flow</title>
<h1>oauth-flow ${version.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</h1>
<ul>
${links}
</ul>
</html>
`;
}

// The demo's small mesh: names, and what filter and aggregator are told about the issuer.

/** Authority of the authorization server. */
export const HOST = "sso.example.test";
export const ISSUER_URL = `http://${HOST}`;
/** Label `issuer`. */
export const ISSUER = "demo";

/** Plugin configuration of the filter. The log-in pages are the demo's own, so no dialect knows them. */
export const PLUGIN = {
  issuers: [
    {
      name: ISSUER,
      hosts: [HOST],
      dialect: "oidc-provider",
      endpoints: {
        interaction: ["/interaction/{uid}", "/interaction/{uid}/{form}", "/device", "/device/{uid}"],
      },
    },
  ],
};

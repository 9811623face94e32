import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { service as health } from "grpc-health-check";
import { DESCRIPTORS } from "./gen/descriptors.ts";

/**
 * Adds server reflection (v1 and v1alpha), so that tools such as grpcurl need no files of ours. It tells of
 * `oauthflow.v1` and `grpc.health.v1`.
 */
export function addReflection(server: Server): void {
  const ours = DESCRIPTORS.map((text) => Buffer.from(text, "base64"));
  const types = { type: {}, format: "Protocol Buffer 3 EnumDescriptorProto" } as const;
  // The service reads descriptors only, whatever the kind of the entry.
  new ReflectionService({
    "oauthflow.v1": { ...types, fileDescriptorProtos: ours },
    "grpc.health.v1": { ...types, fileDescriptorProtos: health["Check"]?.requestType.fileDescriptorProtos ?? [] },
  }).addToServer(server);
}

import * as catalogue from "./catalogue.ts";
import type { Metric } from "./metric.ts";
import * as telemetry from "./telemetry-catalogue.ts";

/** Every metric of ours, in the order of docs/metrics.md. */
export const METRICS: readonly Metric[] = [
  catalogue.FLOW_TOTAL,
  catalogue.REFRESH_TOTAL,
  catalogue.AUTHORIZATION_TOTAL,
  catalogue.LAST_SUCCESS,
  catalogue.EXCHANGE_TOTAL,
  catalogue.EXCHANGE_ERRORS_TOTAL,
  catalogue.EXCHANGE_RETRY_TOTAL,
  catalogue.EXCHANGE_DURATION,
  catalogue.CODE_EXCHANGE_DURATION,
  catalogue.REFRESH_DURATION,
  catalogue.RATE_LIMITED_TOTAL,
  catalogue.EXCHANGES_IN_FLIGHT,
  catalogue.CLIENT_AUTHENTICATION_TOTAL,
  catalogue.ISSUER_VANTAGE,
  catalogue.COVERAGE_RATIO,
  telemetry.RECORDS_EMITTED,
  telemetry.RECORDS_RECEIVED,
  telemetry.RECORDS_AGGREGATED,
  telemetry.RECORDS_DUPLICATE,
  telemetry.RECORDS_RESENT,
  telemetry.RECORDS_LOST,
  telemetry.RECORDS_DROPPED,
  telemetry.RECORDS_IN_FLIGHT,
  telemetry.STREAMS,
  telemetry.STREAMS_ENDED,
  telemetry.EPOCHS_EVICTED,
  telemetry.WORKERS,
  telemetry.WORKERS_LEFT_OUT,
  telemetry.UNCLASSIFIED,
  telemetry.LABEL_OVERFLOW,
  telemetry.HTTP_REFUSED,
  telemetry.BUILD_INFO,
];

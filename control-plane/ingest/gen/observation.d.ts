// Generated from proto/oauthflow/v1/ by `npm run generate`. Do not edit.
import * as $protobuf from "protobufjs";

export namespace oauthflow {

    namespace v1 {

        interface IObserveRequest extends oauthflow.v1.ObserveRequest.$Properties {
        }

        class ObserveRequest {
            constructor(properties?: oauthflow.v1.ObserveRequest.$Properties);
            $unknowns?: Uint8Array[];
            hello?: (oauthflow.v1.Hello.$Properties|null);
            batch?: (oauthflow.v1.Batch.$Properties|null);
            heartbeat?: (oauthflow.v1.Heartbeat.$Properties|null);
            bye?: (oauthflow.v1.Bye.$Properties|null);
            message?: ("hello"|"batch"|"heartbeat"|"bye");
            static encode(message: oauthflow.v1.ObserveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.ObserveRequest & oauthflow.v1.ObserveRequest.$Shape;
        }

        namespace ObserveRequest {
            interface $Properties {
                hello?: (oauthflow.v1.Hello.$Properties|null);
                batch?: (oauthflow.v1.Batch.$Properties|null);
                heartbeat?: (oauthflow.v1.Heartbeat.$Properties|null);
                bye?: (oauthflow.v1.Bye.$Properties|null);
                message?: ("hello"|"batch"|"heartbeat"|"bye");
                $unknowns?: Uint8Array[];
            }
            type $Shape = {
              hello?: oauthflow.v1.Hello.$Shape|null;
              batch?: oauthflow.v1.Batch.$Shape|null;
              heartbeat?: oauthflow.v1.Heartbeat.$Shape|null;
              bye?: oauthflow.v1.Bye.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; hello?: null; batch?: null; heartbeat?: null; bye?: null }|{ message?: "hello"; hello: oauthflow.v1.Hello.$Shape; batch?: null; heartbeat?: null; bye?: null }|{ message?: "batch"; hello?: null; batch: oauthflow.v1.Batch.$Shape; heartbeat?: null; bye?: null }|{ message?: "heartbeat"; hello?: null; batch?: null; heartbeat: oauthflow.v1.Heartbeat.$Shape; bye?: null }|{ message?: "bye"; hello?: null; batch?: null; heartbeat?: null; bye: oauthflow.v1.Bye.$Shape })
            );
        }

        interface IObserveResponse extends oauthflow.v1.ObserveResponse.$Properties {
        }

        class ObserveResponse {
            constructor(properties?: oauthflow.v1.ObserveResponse.$Properties);
            $unknowns?: Uint8Array[];
            welcome?: (oauthflow.v1.Welcome.$Properties|null);
            ack?: (oauthflow.v1.Ack.$Properties|null);
            credit?: (oauthflow.v1.Credit.$Properties|null);
            control?: (oauthflow.v1.Control.$Properties|null);
            message?: ("welcome"|"ack"|"credit"|"control");
            static encode(message: oauthflow.v1.ObserveResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.ObserveResponse & oauthflow.v1.ObserveResponse.$Shape;
        }

        namespace ObserveResponse {
            interface $Properties {
                welcome?: (oauthflow.v1.Welcome.$Properties|null);
                ack?: (oauthflow.v1.Ack.$Properties|null);
                credit?: (oauthflow.v1.Credit.$Properties|null);
                control?: (oauthflow.v1.Control.$Properties|null);
                message?: ("welcome"|"ack"|"credit"|"control");
                $unknowns?: Uint8Array[];
            }
            type $Shape = {
              welcome?: oauthflow.v1.Welcome.$Shape|null;
              ack?: oauthflow.v1.Ack.$Shape|null;
              credit?: oauthflow.v1.Credit.$Shape|null;
              control?: oauthflow.v1.Control.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; welcome?: null; ack?: null; credit?: null; control?: null }|{ message?: "welcome"; welcome: oauthflow.v1.Welcome.$Shape; ack?: null; credit?: null; control?: null }|{ message?: "ack"; welcome?: null; ack: oauthflow.v1.Ack.$Shape; credit?: null; control?: null }|{ message?: "credit"; welcome?: null; ack?: null; credit: oauthflow.v1.Credit.$Shape; control?: null }|{ message?: "control"; welcome?: null; ack?: null; credit?: null; control: oauthflow.v1.Control.$Shape })
            );
        }

        interface IHello extends oauthflow.v1.Hello.$Properties {
        }

        class Hello {
            constructor(properties?: oauthflow.v1.Hello.$Properties);
            $unknowns?: Uint8Array[];
            schema: number;
            node: string;
            workload: string;
            namespace: string;
            cluster: string;
            epoch: Uint8Array;
            build: string;
            emitted: number;
            acknowledged: number;
            sent: number;
            told?: (oauthflow.v1.Counters.$Properties|null);
            static encode(message: oauthflow.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Hello & oauthflow.v1.Hello.$Shape;
        }

        namespace Hello {
            interface $Properties {
                schema?: (number|null);
                node?: (string|null);
                workload?: (string|null);
                namespace?: (string|null);
                cluster?: (string|null);
                epoch?: (Uint8Array|null);
                build?: (string|null);
                emitted?: (number|null);
                acknowledged?: (number|null);
                sent?: (number|null);
                told?: (oauthflow.v1.Counters.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Hello.$Properties;
        }

        interface IBatch extends oauthflow.v1.Batch.$Properties {
        }

        class Batch {
            constructor(properties?: oauthflow.v1.Batch.$Properties);
            $unknowns?: Uint8Array[];
            first: number;
            count: number;
            baseTimeUs: number;
            strings: string[];
            tuples: Uint8Array;
            rows: Uint8Array;
            flowKeyId: number;
            previousFlowKeyId: number;
            refreshKeyId: number;
            previousRefreshKeyId: number;
            pseudonymKeyId: number;
            counters?: (oauthflow.v1.Counters.$Properties|null);
            static encode(message: oauthflow.v1.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Batch & oauthflow.v1.Batch.$Shape;
        }

        namespace Batch {
            interface $Properties {
                first?: (number|null);
                count?: (number|null);
                baseTimeUs?: (number|null);
                strings?: (string[]|null);
                tuples?: (Uint8Array|null);
                rows?: (Uint8Array|null);
                flowKeyId?: (number|null);
                previousFlowKeyId?: (number|null);
                refreshKeyId?: (number|null);
                previousRefreshKeyId?: (number|null);
                pseudonymKeyId?: (number|null);
                counters?: (oauthflow.v1.Counters.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Batch.$Properties;
        }

        interface ICounters extends oauthflow.v1.Counters.$Properties {
        }

        class Counters {
            constructor(properties?: oauthflow.v1.Counters.$Properties);
            $unknowns?: Uint8Array[];
            seen: number;
            matched: number;
            emitted: number;
            dropped: number[];
            static encode(message: oauthflow.v1.Counters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Counters & oauthflow.v1.Counters.$Shape;
        }

        namespace Counters {
            interface $Properties {
                seen?: (number|null);
                matched?: (number|null);
                emitted?: (number|null);
                dropped?: (number[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Counters.$Properties;
        }

        interface IHeartbeat extends oauthflow.v1.Heartbeat.$Properties {
        }

        class Heartbeat {
            constructor(properties?: oauthflow.v1.Heartbeat.$Properties);
            $unknowns?: Uint8Array[];
            counters?: (oauthflow.v1.Counters.$Properties|null);
            sent: number;
            inFlight: oauthflow.v1.InFlight.$Properties[];
            workers: oauthflow.v1.Worker.$Properties[];
            inFlightUnnamed: number;
            workersUnlisted: number;
            static encode(message: oauthflow.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Heartbeat & oauthflow.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {
            interface $Properties {
                counters?: (oauthflow.v1.Counters.$Properties|null);
                sent?: (number|null);
                inFlight?: (oauthflow.v1.InFlight.$Properties[]|null);
                workers?: (oauthflow.v1.Worker.$Properties[]|null);
                inFlightUnnamed?: (number|null);
                workersUnlisted?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Heartbeat.$Properties;
        }

        interface IWorker extends oauthflow.v1.Worker.$Properties {
        }

        class Worker {
            constructor(properties?: oauthflow.v1.Worker.$Properties);
            $unknowns?: Uint8Array[];
            epoch: Uint8Array;
            ageMs: number;
            seen: number;
            emitted: number;
            dropped: number;
            inFlight: number;
            ended: boolean;
            static encode(message: oauthflow.v1.Worker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Worker & oauthflow.v1.Worker.$Shape;
        }

        namespace Worker {
            interface $Properties {
                epoch?: (Uint8Array|null);
                ageMs?: (number|null);
                seen?: (number|null);
                emitted?: (number|null);
                dropped?: (number|null);
                inFlight?: (number|null);
                ended?: (boolean|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Worker.$Properties;
        }

        interface IInFlight extends oauthflow.v1.InFlight.$Properties {
        }

        class InFlight {
            constructor(properties?: oauthflow.v1.InFlight.$Properties);
            $unknowns?: Uint8Array[];
            issuer: string;
            endpoint: oauthflow.v1.Endpoint;
            vantage: oauthflow.v1.Vantage;
            exchanges: number;
            static encode(message: oauthflow.v1.InFlight.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.InFlight & oauthflow.v1.InFlight.$Shape;
        }

        namespace InFlight {
            interface $Properties {
                issuer?: (string|null);
                endpoint?: (oauthflow.v1.Endpoint|null);
                vantage?: (oauthflow.v1.Vantage|null);
                exchanges?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.InFlight.$Properties;
        }

        interface IBye extends oauthflow.v1.Bye.$Properties {
        }

        class Bye {
            constructor(properties?: oauthflow.v1.Bye.$Properties);
            $unknowns?: Uint8Array[];
            counters?: (oauthflow.v1.Counters.$Properties|null);
            sent: number;
            static encode(message: oauthflow.v1.Bye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Bye & oauthflow.v1.Bye.$Shape;
        }

        namespace Bye {
            interface $Properties {
                counters?: (oauthflow.v1.Counters.$Properties|null);
                sent?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Bye.$Properties;
        }

        interface IWelcome extends oauthflow.v1.Welcome.$Properties {
        }

        class Welcome {
            constructor(properties?: oauthflow.v1.Welcome.$Properties);
            $unknowns?: Uint8Array[];
            creditBytes: number;
            acknowledged: number;
            control?: (oauthflow.v1.Control.$Properties|null);
            static encode(message: oauthflow.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Welcome & oauthflow.v1.Welcome.$Shape;
        }

        namespace Welcome {
            interface $Properties {
                creditBytes?: (number|null);
                acknowledged?: (number|null);
                control?: (oauthflow.v1.Control.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Welcome.$Properties;
        }

        interface IAck extends oauthflow.v1.Ack.$Properties {
        }

        class Ack {
            constructor(properties?: oauthflow.v1.Ack.$Properties);
            $unknowns?: Uint8Array[];
            acknowledged: number;
            static encode(message: oauthflow.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Ack & oauthflow.v1.Ack.$Shape;
        }

        namespace Ack {
            interface $Properties {
                acknowledged?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Ack.$Properties;
        }

        interface ICredit extends oauthflow.v1.Credit.$Properties {
        }

        class Credit {
            constructor(properties?: oauthflow.v1.Credit.$Properties);
            $unknowns?: Uint8Array[];
            creditBytes: number;
            static encode(message: oauthflow.v1.Credit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Credit & oauthflow.v1.Credit.$Shape;
        }

        namespace Credit {
            interface $Properties {
                creditBytes?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Credit.$Properties;
        }

        interface IControl extends oauthflow.v1.Control.$Properties {
        }

        class Control {
            constructor(properties?: oauthflow.v1.Control.$Properties);
            $unknowns?: Uint8Array[];
            keys: oauthflow.v1.Key.$Properties[];
            flush?: (oauthflow.v1.Flush.$Properties|null);
            pause?: (boolean|null);
            sampleOneIn?: (number|null);
            drain?: (boolean|null);
            static encode(message: oauthflow.v1.Control.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Control & oauthflow.v1.Control.$Shape;
        }

        namespace Control {
            interface $Properties {
                keys?: (oauthflow.v1.Key.$Properties[]|null);
                flush?: (oauthflow.v1.Flush.$Properties|null);
                pause?: (boolean|null);
                sampleOneIn?: (number|null);
                drain?: (boolean|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Control.$Properties;
        }

        interface IFlush extends oauthflow.v1.Flush.$Properties {
        }

        class Flush {
            constructor(properties?: oauthflow.v1.Flush.$Properties);
            $unknowns?: Uint8Array[];
            records: number;
            bytes: number;
            ageMs: number;
            static encode(message: oauthflow.v1.Flush.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Flush & oauthflow.v1.Flush.$Shape;
        }

        namespace Flush {
            interface $Properties {
                records?: (number|null);
                bytes?: (number|null);
                ageMs?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Flush.$Properties;
        }

        interface IKey extends oauthflow.v1.Key.$Properties {
        }

        class Key {
            constructor(properties?: oauthflow.v1.Key.$Properties);
            $unknowns?: Uint8Array[];
            keyClass: oauthflow.v1.KeyClass;
            id: number;
            secret: Uint8Array;
            previousId: number;
            previousSecret: Uint8Array;
            static encode(message: oauthflow.v1.Key.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): oauthflow.v1.Key & oauthflow.v1.Key.$Shape;
        }

        namespace Key {
            interface $Properties {
                keyClass?: (oauthflow.v1.KeyClass|null);
                id?: (number|null);
                secret?: (Uint8Array|null);
                previousId?: (number|null);
                previousSecret?: (Uint8Array|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = oauthflow.v1.Key.$Properties;
        }

        enum KeyClass {
            KEY_CLASS_UNSPECIFIED = 0,
            KEY_CLASS_FLOW = 1,
            KEY_CLASS_REFRESH = 2,
            KEY_CLASS_PSEUDONYM = 3
        }

        enum Vantage {
            VANTAGE_UNSPECIFIED = 0,
            VANTAGE_SERVER = 1,
            VANTAGE_CLIENT = 2,
            VANTAGE_GATEWAY = 3
        }

        enum Endpoint {
            ENDPOINT_UNSPECIFIED = 0,
            ENDPOINT_AUTHORIZATION = 1,
            ENDPOINT_TOKEN = 2,
            ENDPOINT_PAR = 3,
            ENDPOINT_DEVICE_AUTHORIZATION = 4,
            ENDPOINT_CIBA = 5,
            ENDPOINT_INTROSPECTION = 6,
            ENDPOINT_REVOCATION = 7,
            ENDPOINT_USERINFO = 8,
            ENDPOINT_JWKS = 9,
            ENDPOINT_DISCOVERY = 10,
            ENDPOINT_LOGOUT = 11,
            ENDPOINT_REGISTRATION = 12,
            ENDPOINT_LOGIN = 13,
            ENDPOINT_INTERACTION = 14,
            ENDPOINT_RESOURCE = 15
        }

        enum GrantType {
            GRANT_TYPE_UNSPECIFIED = 0,
            GRANT_TYPE_AUTHORIZATION_CODE = 1,
            GRANT_TYPE_REFRESH_TOKEN = 2,
            GRANT_TYPE_CLIENT_CREDENTIALS = 3,
            GRANT_TYPE_PASSWORD = 4,
            GRANT_TYPE_DEVICE_CODE = 5,
            GRANT_TYPE_JWT_BEARER = 6,
            GRANT_TYPE_SAML2_BEARER = 7,
            GRANT_TYPE_TOKEN_EXCHANGE = 8,
            GRANT_TYPE_CIBA = 9,
            GRANT_TYPE_UMA_TICKET = 10,
            GRANT_TYPE_PRE_AUTHORIZED_CODE = 11,
            GRANT_TYPE_VENDOR = 12,
            GRANT_TYPE_IMPLICIT = 13,
            GRANT_TYPE_NONE = 14,
            GRANT_TYPE_OTHER = 15,
            GRANT_TYPE_UNKNOWN = 16
        }

        enum Outcome {
            OUTCOME_UNSPECIFIED = 0,
            OUTCOME_SUCCESS = 1,
            OUTCOME_CONTINUE = 2,
            OUTCOME_DENIED = 3,
            OUTCOME_CLIENT_ERROR = 4,
            OUTCOME_THROTTLED = 5,
            OUTCOME_SERVER_ERROR = 6,
            OUTCOME_ABORTED = 7,
            OUTCOME_UNCLASSIFIED = 8
        }

        enum ErrorCode {
            ERROR_CODE_UNSPECIFIED = 0,
            ERROR_CODE_NONE = 1,
            ERROR_CODE_OTHER = 2,
            ERROR_CODE_HTTP_4XX = 3,
            ERROR_CODE_HTTP_5XX = 4,
            ERROR_CODE_UPSTREAM_TIMEOUT = 5,
            ERROR_CODE_UPSTREAM_RESET = 6,
            ERROR_CODE_UPSTREAM_UNAVAILABLE = 7,
            ERROR_CODE_DENIED_BY_PROXY = 8,
            ERROR_CODE_RATE_LIMITED_BY_PROXY = 9,
            ERROR_CODE_CLIENT_GONE = 10,
            ERROR_CODE_INVALID_REQUEST = 11,
            ERROR_CODE_INVALID_CLIENT = 12,
            ERROR_CODE_INVALID_GRANT = 13,
            ERROR_CODE_UNAUTHORIZED_CLIENT = 14,
            ERROR_CODE_UNSUPPORTED_GRANT_TYPE = 15,
            ERROR_CODE_INVALID_SCOPE = 16,
            ERROR_CODE_ACCESS_DENIED = 17,
            ERROR_CODE_UNSUPPORTED_RESPONSE_TYPE = 18,
            ERROR_CODE_SERVER_ERROR = 19,
            ERROR_CODE_TEMPORARILY_UNAVAILABLE = 20,
            ERROR_CODE_INVALID_TOKEN = 21,
            ERROR_CODE_INSUFFICIENT_SCOPE = 22,
            ERROR_CODE_UNSUPPORTED_TOKEN_TYPE = 23,
            ERROR_CODE_AUTHORIZATION_PENDING = 24,
            ERROR_CODE_SLOW_DOWN = 25,
            ERROR_CODE_EXPIRED_TOKEN = 26,
            ERROR_CODE_INVALID_TARGET = 27,
            ERROR_CODE_INVALID_REQUEST_URI = 28,
            ERROR_CODE_INVALID_REQUEST_OBJECT = 29,
            ERROR_CODE_REQUEST_NOT_SUPPORTED = 30,
            ERROR_CODE_REQUEST_URI_NOT_SUPPORTED = 31,
            ERROR_CODE_REGISTRATION_NOT_SUPPORTED = 32,
            ERROR_CODE_INTERACTION_REQUIRED = 33,
            ERROR_CODE_LOGIN_REQUIRED = 34,
            ERROR_CODE_ACCOUNT_SELECTION_REQUIRED = 35,
            ERROR_CODE_CONSENT_REQUIRED = 36,
            ERROR_CODE_UNMET_AUTHENTICATION_REQUIREMENTS = 37,
            ERROR_CODE_INVALID_AUTHORIZATION_DETAILS = 38,
            ERROR_CODE_INVALID_DPOP_PROOF = 39,
            ERROR_CODE_USE_DPOP_NONCE = 40,
            ERROR_CODE_INSUFFICIENT_USER_AUTHENTICATION = 41,
            ERROR_CODE_INVALID_REDIRECT_URI = 42,
            ERROR_CODE_INVALID_CLIENT_METADATA = 43,
            ERROR_CODE_INVALID_SOFTWARE_STATEMENT = 44,
            ERROR_CODE_UNAPPROVED_SOFTWARE_STATEMENT = 45,
            ERROR_CODE_TRANSACTION_FAILED = 46,
            ERROR_CODE_UNKNOWN_USER_ID = 47,
            ERROR_CODE_EXPIRED_LOGIN_HINT_TOKEN = 48,
            ERROR_CODE_MISSING_USER_CODE = 49,
            ERROR_CODE_INVALID_USER_CODE = 50,
            ERROR_CODE_INVALID_BINDING_MESSAGE = 51,
            ERROR_CODE_USE_ATTESTATION_CHALLENGE = 52,
            ERROR_CODE_USE_FRESH_ATTESTATION = 53,
            ERROR_CODE_INVALID_CLIENT_ATTESTATION = 54,
            ERROR_CODE_MFA_REQUIRED = 55,
            ERROR_CODE_UNSUPPORTED_RESPONSE_MODE = 56
        }

        enum AuthMethod {
            AUTH_METHOD_UNSPECIFIED = 0,
            AUTH_METHOD_CLIENT_SECRET_BASIC = 1,
            AUTH_METHOD_CLIENT_SECRET_POST = 2,
            AUTH_METHOD_CLIENT_SECRET_JWT = 3,
            AUTH_METHOD_PRIVATE_KEY_JWT = 4,
            AUTH_METHOD_SAML2_BEARER = 5,
            AUTH_METHOD_ATTEST_JWT_CLIENT_AUTH = 6,
            AUTH_METHOD_TLS_CLIENT_AUTH = 7,
            AUTH_METHOD_NONE = 8,
            AUTH_METHOD_NONE_PKCE = 9,
            AUTH_METHOD_MULTIPLE = 10,
            AUTH_METHOD_CLIENT_AUTH_PROBE = 11,
            AUTH_METHOD_UNKNOWN = 12
        }

        enum ResponseType {
            RESPONSE_TYPE_UNSPECIFIED = 0,
            RESPONSE_TYPE_CODE = 1,
            RESPONSE_TYPE_TOKEN = 2,
            RESPONSE_TYPE_ID_TOKEN = 3,
            RESPONSE_TYPE_CODE_ID_TOKEN = 4,
            RESPONSE_TYPE_CODE_TOKEN = 5,
            RESPONSE_TYPE_ID_TOKEN_TOKEN = 6,
            RESPONSE_TYPE_CODE_ID_TOKEN_TOKEN = 7,
            RESPONSE_TYPE_NONE = 8,
            RESPONSE_TYPE_OTHER = 9,
            RESPONSE_TYPE_UNKNOWN = 10
        }

        enum ResponseMode {
            RESPONSE_MODE_UNSPECIFIED = 0,
            RESPONSE_MODE_QUERY = 1,
            RESPONSE_MODE_FRAGMENT = 2,
            RESPONSE_MODE_FORM_POST = 3,
            RESPONSE_MODE_WEB_MESSAGE = 4,
            RESPONSE_MODE_JWT = 5,
            RESPONSE_MODE_OTHER = 6,
            RESPONSE_MODE_UNKNOWN = 7
        }

        enum Pkce {
            PKCE_UNSPECIFIED = 0,
            PKCE_S256 = 1,
            PKCE_PLAIN = 2,
            PKCE_NONE = 3,
            PKCE_HIDDEN = 4
        }

        enum Via {
            VIA_UNSPECIFIED = 0,
            VIA_QUERY = 1,
            VIA_PAR = 2,
            VIA_JAR = 3,
            VIA_UNKNOWN = 4
        }

        enum RateLimitKind {
            RATE_LIMIT_KIND_UNSPECIFIED = 0,
            RATE_LIMIT_KIND_HTTP_429 = 1,
            RATE_LIMIT_KIND_HTTP_503_RETRY_AFTER = 2,
            RATE_LIMIT_KIND_SLOW_DOWN = 3,
            RATE_LIMIT_KIND_VENDOR = 4,
            RATE_LIMIT_KIND_PROXY = 5
        }

        enum UnclassifiedReason {
            UNCLASSIFIED_REASON_UNSPECIFIED = 0,
            UNCLASSIFIED_REASON_ENCODED_BODY = 1,
            UNCLASSIFIED_REASON_NO_TOKEN = 2,
            UNCLASSIFIED_REASON_JARM = 3,
            UNCLASSIFIED_REASON_UNEXPECTED_REDIRECT = 4,
            UNCLASSIFIED_REASON_UNREADABLE_BODY = 5,
            UNCLASSIFIED_REASON_UNEXPECTED_STATUS = 6
        }

        enum FilterDropReason {
            FILTER_DROP_REASON_UNSPECIFIED = 0,
            FILTER_DROP_REASON_RING_FULL = 1,
            FILTER_DROP_REASON_EXCHANGE_TABLE_FULL = 2,
            FILTER_DROP_REASON_NO_VANTAGE = 3,
            FILTER_DROP_REASON_PAUSED = 4,
            FILTER_DROP_REASON_SAMPLED = 5
        }

        enum RecordFlag {
            RECORD_FLAG_UNSPECIFIED = 0,
            RECORD_FLAG_PROXY_ANSWER = 1,
            RECORD_FLAG_RETRIED = 2,
            RECORD_FLAG_EXPIRES_IN = 3,
            RECORD_FLAG_ACCESS_TOKEN = 4,
            RECORD_FLAG_REFRESH_TOKEN = 5,
            RECORD_FLAG_ID_TOKEN = 6,
            RECORD_FLAG_TOKEN_TYPE_BEARER = 7,
            RECORD_FLAG_TOKEN_TYPE_DPOP = 8,
            RECORD_FLAG_DPOP_PROOF = 9,
            RECORD_FLAG_REPEATED_PARAMETER = 10,
            RECORD_FLAG_QUERY_PARAMETERS = 11,
            RECORD_FLAG_REQUEST_CUT = 12,
            RECORD_FLAG_RESPONSE_CUT = 13,
            RECORD_FLAG_RETRY_AFTER = 14,
            RECORD_FLAG_ISS = 15
        }

        enum RecordKey {
            RECORD_KEY_UNSPECIFIED = 0,
            RECORD_KEY_CODE = 1,
            RECORD_KEY_STATE = 2,
            RECORD_KEY_PKCE = 3,
            RECORD_KEY_REFRESH_TOKEN_PRESENTED = 4,
            RECORD_KEY_REFRESH_TOKEN_ISSUED = 5,
            RECORD_KEY_REQUEST_URI = 6,
            RECORD_KEY_DEVICE_CODE = 7,
            RECORD_KEY_AUTH_REQ_ID = 8,
            RECORD_KEY_CLIENT_ID = 9,
            RECORD_KEY_REQUEST_ID = 10
        }
    }
}

// Generated from proto/oauthflow/v1/ by `npm run generate`. Do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const oauthflow = $root.oauthflow = (() => {

    const oauthflow = {};

    oauthflow.v1 = (function() {

        const v1 = {};

        v1.ObserveRequest = (function() {

            const ObserveRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ObserveRequest.prototype.hello = null;
            ObserveRequest.prototype.batch = null;
            ObserveRequest.prototype.heartbeat = null;
            ObserveRequest.prototype.bye = null;

            let $oneOfFields;

            $Object.defineProperty(ObserveRequest.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["hello", "batch", "heartbeat", "bye"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ObserveRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.oauthflow.v1.Hello.encode(message.hello, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.batch != null && $Object.hasOwnProperty.call(message, "batch"))
                    $root.oauthflow.v1.Batch.encode(message.batch, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                    $root.oauthflow.v1.Heartbeat.encode(message.heartbeat, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.bye != null && $Object.hasOwnProperty.call(message, "bye"))
                    $root.oauthflow.v1.Bye.encode(message.bye, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ObserveRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.ObserveRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.oauthflow.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.message = "hello";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.batch = $root.oauthflow.v1.Batch.decode(reader, reader.size(), $undefined, _depth + 1, message.batch);
                            message.message = "batch";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.heartbeat = $root.oauthflow.v1.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                            message.message = "heartbeat";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.bye = $root.oauthflow.v1.Bye.decode(reader, reader.size(), $undefined, _depth + 1, message.bye);
                            message.message = "bye";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ObserveRequest;
        })();

        v1.ObserveResponse = (function() {

            const ObserveResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ObserveResponse.prototype.welcome = null;
            ObserveResponse.prototype.ack = null;
            ObserveResponse.prototype.credit = null;
            ObserveResponse.prototype.control = null;

            let $oneOfFields;

            $Object.defineProperty(ObserveResponse.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["welcome", "ack", "credit", "control"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ObserveResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome"))
                    $root.oauthflow.v1.Welcome.encode(message.welcome, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                    $root.oauthflow.v1.Ack.encode(message.ack, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.credit != null && $Object.hasOwnProperty.call(message, "credit"))
                    $root.oauthflow.v1.Credit.encode(message.credit, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.control != null && $Object.hasOwnProperty.call(message, "control"))
                    $root.oauthflow.v1.Control.encode(message.control, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ObserveResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.ObserveResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.welcome = $root.oauthflow.v1.Welcome.decode(reader, reader.size(), $undefined, _depth + 1, message.welcome);
                            message.message = "welcome";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.ack = $root.oauthflow.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                            message.message = "ack";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.credit = $root.oauthflow.v1.Credit.decode(reader, reader.size(), $undefined, _depth + 1, message.credit);
                            message.message = "credit";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.control = $root.oauthflow.v1.Control.decode(reader, reader.size(), $undefined, _depth + 1, message.control);
                            message.message = "control";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ObserveResponse;
        })();

        v1.Hello = (function() {

            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Hello.prototype.schema = 0;
            Hello.prototype.node = "";
            Hello.prototype.workload = "";
            Hello.prototype.namespace = "";
            Hello.prototype.cluster = "";
            Hello.prototype.epoch = $util.newBuffer([]);
            Hello.prototype.build = "";
            Hello.prototype.emitted = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Hello.prototype.acknowledged = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Hello.prototype.sent = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Hello.prototype.told = null;

            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.schema != null && $Object.hasOwnProperty.call(message, "schema") && message.schema !== 0)
                    writer.uint32(8).uint32(message.schema);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(18).string(message.node);
                if (message.workload != null && $Object.hasOwnProperty.call(message, "workload") && message.workload !== "")
                    writer.uint32(26).string(message.workload);
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(34).string(message.namespace);
                if (message.cluster != null && $Object.hasOwnProperty.call(message, "cluster") && message.cluster !== "")
                    writer.uint32(42).string(message.cluster);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch.length)
                    writer.uint32(50).bytes(message.epoch);
                if (message.build != null && $Object.hasOwnProperty.call(message, "build") && message.build !== "")
                    writer.uint32(58).string(message.build);
                if (message.emitted != null && $Object.hasOwnProperty.call(message, "emitted") && (typeof message.emitted === "object" ? message.emitted.low || message.emitted.high : message.emitted !== 0))
                    writer.uint32(64).uint64(message.emitted);
                if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged") && (typeof message.acknowledged === "object" ? message.acknowledged.low || message.acknowledged.high : message.acknowledged !== 0))
                    writer.uint32(72).uint64(message.acknowledged);
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && (typeof message.sent === "object" ? message.sent.low || message.sent.high : message.sent !== 0))
                    writer.uint32(80).uint64(message.sent);
                if (message.told != null && $Object.hasOwnProperty.call(message, "told"))
                    $root.oauthflow.v1.Counters.encode(message.told, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.schema = value;
                            else
                                delete message.schema;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workload = value;
                            else
                                delete message.workload;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.cluster = value;
                            else
                                delete message.cluster;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.build = value;
                            else
                                delete message.build;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.emitted = value;
                            else
                                delete message.emitted;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.acknowledged = value;
                            else
                                delete message.acknowledged;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.told = $root.oauthflow.v1.Counters.decode(reader, reader.size(), $undefined, _depth + 1, message.told);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Hello;
        })();

        v1.Batch = (function() {

            const Batch = function (properties) {
                this.strings = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Batch.prototype.first = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Batch.prototype.count = 0;
            Batch.prototype.baseTimeUs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Batch.prototype.strings = $util.emptyArray;
            Batch.prototype.tuples = $util.newBuffer([]);
            Batch.prototype.rows = $util.newBuffer([]);
            Batch.prototype.flowKeyId = 0;
            Batch.prototype.previousFlowKeyId = 0;
            Batch.prototype.refreshKeyId = 0;
            Batch.prototype.previousRefreshKeyId = 0;
            Batch.prototype.pseudonymKeyId = 0;
            Batch.prototype.counters = null;

            Batch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.first != null && $Object.hasOwnProperty.call(message, "first") && (typeof message.first === "object" ? message.first.low || message.first.high : message.first !== 0))
                    writer.uint32(8).uint64(message.first);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(16).uint32(message.count);
                if (message.baseTimeUs != null && $Object.hasOwnProperty.call(message, "baseTimeUs") && (typeof message.baseTimeUs === "object" ? message.baseTimeUs.low || message.baseTimeUs.high : message.baseTimeUs !== 0))
                    writer.uint32(24).uint64(message.baseTimeUs);
                if (message.strings != null && message.strings.length)
                    for (let i = 0; i < message.strings.length; ++i)
                        writer.uint32(34).string(message.strings[i]);
                if (message.tuples != null && $Object.hasOwnProperty.call(message, "tuples") && message.tuples.length)
                    writer.uint32(42).bytes(message.tuples);
                if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows.length)
                    writer.uint32(50).bytes(message.rows);
                if (message.flowKeyId != null && $Object.hasOwnProperty.call(message, "flowKeyId") && message.flowKeyId !== 0)
                    writer.uint32(56).uint32(message.flowKeyId);
                if (message.previousFlowKeyId != null && $Object.hasOwnProperty.call(message, "previousFlowKeyId") && message.previousFlowKeyId !== 0)
                    writer.uint32(64).uint32(message.previousFlowKeyId);
                if (message.refreshKeyId != null && $Object.hasOwnProperty.call(message, "refreshKeyId") && message.refreshKeyId !== 0)
                    writer.uint32(72).uint32(message.refreshKeyId);
                if (message.previousRefreshKeyId != null && $Object.hasOwnProperty.call(message, "previousRefreshKeyId") && message.previousRefreshKeyId !== 0)
                    writer.uint32(80).uint32(message.previousRefreshKeyId);
                if (message.pseudonymKeyId != null && $Object.hasOwnProperty.call(message, "pseudonymKeyId") && message.pseudonymKeyId !== 0)
                    writer.uint32(88).uint32(message.pseudonymKeyId);
                if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                    $root.oauthflow.v1.Counters.encode(message.counters, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Batch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Batch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.first = value;
                            else
                                delete message.first;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.baseTimeUs = value;
                            else
                                delete message.baseTimeUs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.strings && message.strings.length))
                                message.strings = [];
                            message.strings.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tuples = value;
                            else
                                delete message.tuples;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.rows = value;
                            else
                                delete message.rows;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.flowKeyId = value;
                            else
                                delete message.flowKeyId;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.previousFlowKeyId = value;
                            else
                                delete message.previousFlowKeyId;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.refreshKeyId = value;
                            else
                                delete message.refreshKeyId;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.previousRefreshKeyId = value;
                            else
                                delete message.previousRefreshKeyId;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pseudonymKeyId = value;
                            else
                                delete message.pseudonymKeyId;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.counters = $root.oauthflow.v1.Counters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Batch;
        })();

        v1.Counters = (function() {

            const Counters = function (properties) {
                this.dropped = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Counters.prototype.seen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Counters.prototype.matched = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Counters.prototype.emitted = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Counters.prototype.dropped = $util.emptyArray;

            Counters.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seen != null && $Object.hasOwnProperty.call(message, "seen") && (typeof message.seen === "object" ? message.seen.low || message.seen.high : message.seen !== 0))
                    writer.uint32(8).uint64(message.seen);
                if (message.matched != null && $Object.hasOwnProperty.call(message, "matched") && (typeof message.matched === "object" ? message.matched.low || message.matched.high : message.matched !== 0))
                    writer.uint32(16).uint64(message.matched);
                if (message.emitted != null && $Object.hasOwnProperty.call(message, "emitted") && (typeof message.emitted === "object" ? message.emitted.low || message.emitted.high : message.emitted !== 0))
                    writer.uint32(24).uint64(message.emitted);
                if (message.dropped != null && message.dropped.length)
                    writer.uint32(34).uint64s(message.dropped);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Counters.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Counters();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seen = value;
                            else
                                delete message.seen;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.matched = value;
                            else
                                delete message.matched;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.emitted = value;
                            else
                                delete message.emitted;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.dropped && message.dropped.length))
                                    message.dropped = [];
                                reader.uint64s(message.dropped);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.dropped && message.dropped.length))
                                message.dropped = [];
                            message.dropped.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Counters;
        })();

        v1.Heartbeat = (function() {

            const Heartbeat = function (properties) {
                this.inFlight = [];
                this.workers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Heartbeat.prototype.counters = null;
            Heartbeat.prototype.sent = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Heartbeat.prototype.inFlight = $util.emptyArray;
            Heartbeat.prototype.workers = $util.emptyArray;
            Heartbeat.prototype.inFlightUnnamed = 0;
            Heartbeat.prototype.workersUnlisted = 0;

            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                    $root.oauthflow.v1.Counters.encode(message.counters, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && (typeof message.sent === "object" ? message.sent.low || message.sent.high : message.sent !== 0))
                    writer.uint32(16).uint64(message.sent);
                if (message.inFlight != null && message.inFlight.length)
                    for (let i = 0; i < message.inFlight.length; ++i)
                        $root.oauthflow.v1.InFlight.encode(message.inFlight[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.workers != null && message.workers.length)
                    for (let i = 0; i < message.workers.length; ++i)
                        $root.oauthflow.v1.Worker.encode(message.workers[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.inFlightUnnamed != null && $Object.hasOwnProperty.call(message, "inFlightUnnamed") && message.inFlightUnnamed !== 0)
                    writer.uint32(40).uint32(message.inFlightUnnamed);
                if (message.workersUnlisted != null && $Object.hasOwnProperty.call(message, "workersUnlisted") && message.workersUnlisted !== 0)
                    writer.uint32(48).uint32(message.workersUnlisted);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.counters = $root.oauthflow.v1.Counters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inFlight && message.inFlight.length))
                                message.inFlight = [];
                            message.inFlight.push($root.oauthflow.v1.InFlight.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.workers && message.workers.length))
                                message.workers = [];
                            message.workers.push($root.oauthflow.v1.Worker.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inFlightUnnamed = value;
                            else
                                delete message.inFlightUnnamed;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.workersUnlisted = value;
                            else
                                delete message.workersUnlisted;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Heartbeat;
        })();

        v1.Worker = (function() {

            const Worker = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Worker.prototype.epoch = $util.newBuffer([]);
            Worker.prototype.ageMs = 0;
            Worker.prototype.seen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Worker.prototype.emitted = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Worker.prototype.dropped = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Worker.prototype.inFlight = 0;
            Worker.prototype.ended = false;

            Worker.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch.length)
                    writer.uint32(10).bytes(message.epoch);
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && message.ageMs !== 0)
                    writer.uint32(16).uint32(message.ageMs);
                if (message.seen != null && $Object.hasOwnProperty.call(message, "seen") && (typeof message.seen === "object" ? message.seen.low || message.seen.high : message.seen !== 0))
                    writer.uint32(24).uint64(message.seen);
                if (message.emitted != null && $Object.hasOwnProperty.call(message, "emitted") && (typeof message.emitted === "object" ? message.emitted.low || message.emitted.high : message.emitted !== 0))
                    writer.uint32(32).uint64(message.emitted);
                if (message.dropped != null && $Object.hasOwnProperty.call(message, "dropped") && (typeof message.dropped === "object" ? message.dropped.low || message.dropped.high : message.dropped !== 0))
                    writer.uint32(40).uint64(message.dropped);
                if (message.inFlight != null && $Object.hasOwnProperty.call(message, "inFlight") && message.inFlight !== 0)
                    writer.uint32(48).uint32(message.inFlight);
                if (message.ended != null && $Object.hasOwnProperty.call(message, "ended") && message.ended !== false)
                    writer.uint32(56).bool(message.ended);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Worker.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Worker();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seen = value;
                            else
                                delete message.seen;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.emitted = value;
                            else
                                delete message.emitted;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.dropped = value;
                            else
                                delete message.dropped;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inFlight = value;
                            else
                                delete message.inFlight;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ended = value;
                            else
                                delete message.ended;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Worker;
        })();

        v1.InFlight = (function() {

            const InFlight = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            InFlight.prototype.issuer = "";
            InFlight.prototype.endpoint = 0;
            InFlight.prototype.vantage = 0;
            InFlight.prototype.exchanges = 0;

            InFlight.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(10).string(message.issuer);
                if (message.endpoint != null && $Object.hasOwnProperty.call(message, "endpoint") && message.endpoint !== 0)
                    writer.uint32(16).int32(message.endpoint);
                if (message.vantage != null && $Object.hasOwnProperty.call(message, "vantage") && message.vantage !== 0)
                    writer.uint32(24).int32(message.vantage);
                if (message.exchanges != null && $Object.hasOwnProperty.call(message, "exchanges") && message.exchanges !== 0)
                    writer.uint32(32).uint32(message.exchanges);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            InFlight.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.InFlight();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.endpoint = value;
                            else
                                delete message.endpoint;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.vantage = value;
                            else
                                delete message.vantage;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.exchanges = value;
                            else
                                delete message.exchanges;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InFlight;
        })();

        v1.Bye = (function() {

            const Bye = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Bye.prototype.counters = null;
            Bye.prototype.sent = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Bye.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                    $root.oauthflow.v1.Counters.encode(message.counters, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && (typeof message.sent === "object" ? message.sent.low || message.sent.high : message.sent !== 0))
                    writer.uint32(16).uint64(message.sent);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Bye.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Bye();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.counters = $root.oauthflow.v1.Counters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Bye;
        })();

        v1.Welcome = (function() {

            const Welcome = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Welcome.prototype.creditBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Welcome.prototype.acknowledged = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Welcome.prototype.control = null;

            Welcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.creditBytes != null && $Object.hasOwnProperty.call(message, "creditBytes") && (typeof message.creditBytes === "object" ? message.creditBytes.low || message.creditBytes.high : message.creditBytes !== 0))
                    writer.uint32(8).uint64(message.creditBytes);
                if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged") && (typeof message.acknowledged === "object" ? message.acknowledged.low || message.acknowledged.high : message.acknowledged !== 0))
                    writer.uint32(16).uint64(message.acknowledged);
                if (message.control != null && $Object.hasOwnProperty.call(message, "control"))
                    $root.oauthflow.v1.Control.encode(message.control, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Welcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Welcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.creditBytes = value;
                            else
                                delete message.creditBytes;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.acknowledged = value;
                            else
                                delete message.acknowledged;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.control = $root.oauthflow.v1.Control.decode(reader, reader.size(), $undefined, _depth + 1, message.control);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Welcome;
        })();

        v1.Ack = (function() {

            const Ack = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Ack.prototype.acknowledged = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Ack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged") && (typeof message.acknowledged === "object" ? message.acknowledged.low || message.acknowledged.high : message.acknowledged !== 0))
                    writer.uint32(8).uint64(message.acknowledged);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Ack.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Ack();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.acknowledged = value;
                            else
                                delete message.acknowledged;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Ack;
        })();

        v1.Credit = (function() {

            const Credit = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Credit.prototype.creditBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Credit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.creditBytes != null && $Object.hasOwnProperty.call(message, "creditBytes") && (typeof message.creditBytes === "object" ? message.creditBytes.low || message.creditBytes.high : message.creditBytes !== 0))
                    writer.uint32(8).uint64(message.creditBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Credit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Credit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.creditBytes = value;
                            else
                                delete message.creditBytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Credit;
        })();

        v1.Control = (function() {

            const Control = function (properties) {
                this.keys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Control.prototype.keys = $util.emptyArray;
            Control.prototype.flush = null;
            Control.prototype.pause = null;
            Control.prototype.sampleOneIn = null;
            Control.prototype.drain = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Control.prototype, "_pause", {
                get: $util.oneOfGetter($oneOfFields = ["pause"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Control.prototype, "_sampleOneIn", {
                get: $util.oneOfGetter($oneOfFields = ["sampleOneIn"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Control.prototype, "_drain", {
                get: $util.oneOfGetter($oneOfFields = ["drain"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Control.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        $root.oauthflow.v1.Key.encode(message.keys[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.flush != null && $Object.hasOwnProperty.call(message, "flush"))
                    $root.oauthflow.v1.Flush.encode(message.flush, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.pause != null && $Object.hasOwnProperty.call(message, "pause"))
                    writer.uint32(24).bool(message.pause);
                if (message.sampleOneIn != null && $Object.hasOwnProperty.call(message, "sampleOneIn"))
                    writer.uint32(32).uint32(message.sampleOneIn);
                if (message.drain != null && $Object.hasOwnProperty.call(message, "drain"))
                    writer.uint32(40).bool(message.drain);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Control.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Control();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            message.keys.push($root.oauthflow.v1.Key.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.flush = $root.oauthflow.v1.Flush.decode(reader, reader.size(), $undefined, _depth + 1, message.flush);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.pause = reader.bool();
                            message._pause = "pause";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.sampleOneIn = reader.uint32();
                            message._sampleOneIn = "sampleOneIn";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.drain = reader.bool();
                            message._drain = "drain";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Control;
        })();

        v1.Flush = (function() {

            const Flush = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Flush.prototype.records = 0;
            Flush.prototype.bytes = 0;
            Flush.prototype.ageMs = 0;

            Flush.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.records != null && $Object.hasOwnProperty.call(message, "records") && message.records !== 0)
                    writer.uint32(8).uint32(message.records);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes !== 0)
                    writer.uint32(16).uint32(message.bytes);
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && message.ageMs !== 0)
                    writer.uint32(24).uint32(message.ageMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Flush.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Flush();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.records = value;
                            else
                                delete message.records;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Flush;
        })();

        v1.Key = (function() {

            const Key = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Key.prototype.keyClass = 0;
            Key.prototype.id = 0;
            Key.prototype.secret = $util.newBuffer([]);
            Key.prototype.previousId = 0;
            Key.prototype.previousSecret = $util.newBuffer([]);

            Key.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keyClass != null && $Object.hasOwnProperty.call(message, "keyClass") && message.keyClass !== 0)
                    writer.uint32(8).int32(message.keyClass);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                    writer.uint32(16).uint32(message.id);
                if (message.secret != null && $Object.hasOwnProperty.call(message, "secret") && message.secret.length)
                    writer.uint32(26).bytes(message.secret);
                if (message.previousId != null && $Object.hasOwnProperty.call(message, "previousId") && message.previousId !== 0)
                    writer.uint32(32).uint32(message.previousId);
                if (message.previousSecret != null && $Object.hasOwnProperty.call(message, "previousSecret") && message.previousSecret.length)
                    writer.uint32(42).bytes(message.previousSecret);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Key.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.oauthflow.v1.Key();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.keyClass = value;
                            else
                                delete message.keyClass;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.secret = value;
                            else
                                delete message.secret;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.previousId = value;
                            else
                                delete message.previousId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.previousSecret = value;
                            else
                                delete message.previousSecret;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Key;
        })();

        v1.KeyClass = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "KEY_CLASS_UNSPECIFIED"] = 0;
            values[valuesById[1] = "KEY_CLASS_FLOW"] = 1;
            values[valuesById[2] = "KEY_CLASS_REFRESH"] = 2;
            values[valuesById[3] = "KEY_CLASS_PSEUDONYM"] = 3;
            return values;
        })();

        v1.Vantage = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "VANTAGE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "VANTAGE_SERVER"] = 1;
            values[valuesById[2] = "VANTAGE_CLIENT"] = 2;
            values[valuesById[3] = "VANTAGE_GATEWAY"] = 3;
            return values;
        })();

        v1.Endpoint = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ENDPOINT_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ENDPOINT_AUTHORIZATION"] = 1;
            values[valuesById[2] = "ENDPOINT_TOKEN"] = 2;
            values[valuesById[3] = "ENDPOINT_PAR"] = 3;
            values[valuesById[4] = "ENDPOINT_DEVICE_AUTHORIZATION"] = 4;
            values[valuesById[5] = "ENDPOINT_CIBA"] = 5;
            values[valuesById[6] = "ENDPOINT_INTROSPECTION"] = 6;
            values[valuesById[7] = "ENDPOINT_REVOCATION"] = 7;
            values[valuesById[8] = "ENDPOINT_USERINFO"] = 8;
            values[valuesById[9] = "ENDPOINT_JWKS"] = 9;
            values[valuesById[10] = "ENDPOINT_DISCOVERY"] = 10;
            values[valuesById[11] = "ENDPOINT_LOGOUT"] = 11;
            values[valuesById[12] = "ENDPOINT_REGISTRATION"] = 12;
            values[valuesById[13] = "ENDPOINT_LOGIN"] = 13;
            values[valuesById[14] = "ENDPOINT_INTERACTION"] = 14;
            values[valuesById[15] = "ENDPOINT_RESOURCE"] = 15;
            return values;
        })();

        v1.GrantType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "GRANT_TYPE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "GRANT_TYPE_AUTHORIZATION_CODE"] = 1;
            values[valuesById[2] = "GRANT_TYPE_REFRESH_TOKEN"] = 2;
            values[valuesById[3] = "GRANT_TYPE_CLIENT_CREDENTIALS"] = 3;
            values[valuesById[4] = "GRANT_TYPE_PASSWORD"] = 4;
            values[valuesById[5] = "GRANT_TYPE_DEVICE_CODE"] = 5;
            values[valuesById[6] = "GRANT_TYPE_JWT_BEARER"] = 6;
            values[valuesById[7] = "GRANT_TYPE_SAML2_BEARER"] = 7;
            values[valuesById[8] = "GRANT_TYPE_TOKEN_EXCHANGE"] = 8;
            values[valuesById[9] = "GRANT_TYPE_CIBA"] = 9;
            values[valuesById[10] = "GRANT_TYPE_UMA_TICKET"] = 10;
            values[valuesById[11] = "GRANT_TYPE_PRE_AUTHORIZED_CODE"] = 11;
            values[valuesById[12] = "GRANT_TYPE_VENDOR"] = 12;
            values[valuesById[13] = "GRANT_TYPE_IMPLICIT"] = 13;
            values[valuesById[14] = "GRANT_TYPE_NONE"] = 14;
            values[valuesById[15] = "GRANT_TYPE_OTHER"] = 15;
            values[valuesById[16] = "GRANT_TYPE_UNKNOWN"] = 16;
            return values;
        })();

        v1.Outcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "OUTCOME_UNSPECIFIED"] = 0;
            values[valuesById[1] = "OUTCOME_SUCCESS"] = 1;
            values[valuesById[2] = "OUTCOME_CONTINUE"] = 2;
            values[valuesById[3] = "OUTCOME_DENIED"] = 3;
            values[valuesById[4] = "OUTCOME_CLIENT_ERROR"] = 4;
            values[valuesById[5] = "OUTCOME_THROTTLED"] = 5;
            values[valuesById[6] = "OUTCOME_SERVER_ERROR"] = 6;
            values[valuesById[7] = "OUTCOME_ABORTED"] = 7;
            values[valuesById[8] = "OUTCOME_UNCLASSIFIED"] = 8;
            return values;
        })();

        v1.ErrorCode = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ERROR_CODE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ERROR_CODE_NONE"] = 1;
            values[valuesById[2] = "ERROR_CODE_OTHER"] = 2;
            values[valuesById[3] = "ERROR_CODE_HTTP_4XX"] = 3;
            values[valuesById[4] = "ERROR_CODE_HTTP_5XX"] = 4;
            values[valuesById[5] = "ERROR_CODE_UPSTREAM_TIMEOUT"] = 5;
            values[valuesById[6] = "ERROR_CODE_UPSTREAM_RESET"] = 6;
            values[valuesById[7] = "ERROR_CODE_UPSTREAM_UNAVAILABLE"] = 7;
            values[valuesById[8] = "ERROR_CODE_DENIED_BY_PROXY"] = 8;
            values[valuesById[9] = "ERROR_CODE_RATE_LIMITED_BY_PROXY"] = 9;
            values[valuesById[10] = "ERROR_CODE_CLIENT_GONE"] = 10;
            values[valuesById[11] = "ERROR_CODE_INVALID_REQUEST"] = 11;
            values[valuesById[12] = "ERROR_CODE_INVALID_CLIENT"] = 12;
            values[valuesById[13] = "ERROR_CODE_INVALID_GRANT"] = 13;
            values[valuesById[14] = "ERROR_CODE_UNAUTHORIZED_CLIENT"] = 14;
            values[valuesById[15] = "ERROR_CODE_UNSUPPORTED_GRANT_TYPE"] = 15;
            values[valuesById[16] = "ERROR_CODE_INVALID_SCOPE"] = 16;
            values[valuesById[17] = "ERROR_CODE_ACCESS_DENIED"] = 17;
            values[valuesById[18] = "ERROR_CODE_UNSUPPORTED_RESPONSE_TYPE"] = 18;
            values[valuesById[19] = "ERROR_CODE_SERVER_ERROR"] = 19;
            values[valuesById[20] = "ERROR_CODE_TEMPORARILY_UNAVAILABLE"] = 20;
            values[valuesById[21] = "ERROR_CODE_INVALID_TOKEN"] = 21;
            values[valuesById[22] = "ERROR_CODE_INSUFFICIENT_SCOPE"] = 22;
            values[valuesById[23] = "ERROR_CODE_UNSUPPORTED_TOKEN_TYPE"] = 23;
            values[valuesById[24] = "ERROR_CODE_AUTHORIZATION_PENDING"] = 24;
            values[valuesById[25] = "ERROR_CODE_SLOW_DOWN"] = 25;
            values[valuesById[26] = "ERROR_CODE_EXPIRED_TOKEN"] = 26;
            values[valuesById[27] = "ERROR_CODE_INVALID_TARGET"] = 27;
            values[valuesById[28] = "ERROR_CODE_INVALID_REQUEST_URI"] = 28;
            values[valuesById[29] = "ERROR_CODE_INVALID_REQUEST_OBJECT"] = 29;
            values[valuesById[30] = "ERROR_CODE_REQUEST_NOT_SUPPORTED"] = 30;
            values[valuesById[31] = "ERROR_CODE_REQUEST_URI_NOT_SUPPORTED"] = 31;
            values[valuesById[32] = "ERROR_CODE_REGISTRATION_NOT_SUPPORTED"] = 32;
            values[valuesById[33] = "ERROR_CODE_INTERACTION_REQUIRED"] = 33;
            values[valuesById[34] = "ERROR_CODE_LOGIN_REQUIRED"] = 34;
            values[valuesById[35] = "ERROR_CODE_ACCOUNT_SELECTION_REQUIRED"] = 35;
            values[valuesById[36] = "ERROR_CODE_CONSENT_REQUIRED"] = 36;
            values[valuesById[37] = "ERROR_CODE_UNMET_AUTHENTICATION_REQUIREMENTS"] = 37;
            values[valuesById[38] = "ERROR_CODE_INVALID_AUTHORIZATION_DETAILS"] = 38;
            values[valuesById[39] = "ERROR_CODE_INVALID_DPOP_PROOF"] = 39;
            values[valuesById[40] = "ERROR_CODE_USE_DPOP_NONCE"] = 40;
            values[valuesById[41] = "ERROR_CODE_INSUFFICIENT_USER_AUTHENTICATION"] = 41;
            values[valuesById[42] = "ERROR_CODE_INVALID_REDIRECT_URI"] = 42;
            values[valuesById[43] = "ERROR_CODE_INVALID_CLIENT_METADATA"] = 43;
            values[valuesById[44] = "ERROR_CODE_INVALID_SOFTWARE_STATEMENT"] = 44;
            values[valuesById[45] = "ERROR_CODE_UNAPPROVED_SOFTWARE_STATEMENT"] = 45;
            values[valuesById[46] = "ERROR_CODE_TRANSACTION_FAILED"] = 46;
            values[valuesById[47] = "ERROR_CODE_UNKNOWN_USER_ID"] = 47;
            values[valuesById[48] = "ERROR_CODE_EXPIRED_LOGIN_HINT_TOKEN"] = 48;
            values[valuesById[49] = "ERROR_CODE_MISSING_USER_CODE"] = 49;
            values[valuesById[50] = "ERROR_CODE_INVALID_USER_CODE"] = 50;
            values[valuesById[51] = "ERROR_CODE_INVALID_BINDING_MESSAGE"] = 51;
            values[valuesById[52] = "ERROR_CODE_USE_ATTESTATION_CHALLENGE"] = 52;
            values[valuesById[53] = "ERROR_CODE_USE_FRESH_ATTESTATION"] = 53;
            values[valuesById[54] = "ERROR_CODE_INVALID_CLIENT_ATTESTATION"] = 54;
            values[valuesById[55] = "ERROR_CODE_MFA_REQUIRED"] = 55;
            values[valuesById[56] = "ERROR_CODE_UNSUPPORTED_RESPONSE_MODE"] = 56;
            return values;
        })();

        v1.AuthMethod = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "AUTH_METHOD_UNSPECIFIED"] = 0;
            values[valuesById[1] = "AUTH_METHOD_CLIENT_SECRET_BASIC"] = 1;
            values[valuesById[2] = "AUTH_METHOD_CLIENT_SECRET_POST"] = 2;
            values[valuesById[3] = "AUTH_METHOD_CLIENT_SECRET_JWT"] = 3;
            values[valuesById[4] = "AUTH_METHOD_PRIVATE_KEY_JWT"] = 4;
            values[valuesById[5] = "AUTH_METHOD_SAML2_BEARER"] = 5;
            values[valuesById[6] = "AUTH_METHOD_ATTEST_JWT_CLIENT_AUTH"] = 6;
            values[valuesById[7] = "AUTH_METHOD_TLS_CLIENT_AUTH"] = 7;
            values[valuesById[8] = "AUTH_METHOD_NONE"] = 8;
            values[valuesById[9] = "AUTH_METHOD_NONE_PKCE"] = 9;
            values[valuesById[10] = "AUTH_METHOD_MULTIPLE"] = 10;
            values[valuesById[11] = "AUTH_METHOD_CLIENT_AUTH_PROBE"] = 11;
            values[valuesById[12] = "AUTH_METHOD_UNKNOWN"] = 12;
            return values;
        })();

        v1.ResponseType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RESPONSE_TYPE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RESPONSE_TYPE_CODE"] = 1;
            values[valuesById[2] = "RESPONSE_TYPE_TOKEN"] = 2;
            values[valuesById[3] = "RESPONSE_TYPE_ID_TOKEN"] = 3;
            values[valuesById[4] = "RESPONSE_TYPE_CODE_ID_TOKEN"] = 4;
            values[valuesById[5] = "RESPONSE_TYPE_CODE_TOKEN"] = 5;
            values[valuesById[6] = "RESPONSE_TYPE_ID_TOKEN_TOKEN"] = 6;
            values[valuesById[7] = "RESPONSE_TYPE_CODE_ID_TOKEN_TOKEN"] = 7;
            values[valuesById[8] = "RESPONSE_TYPE_NONE"] = 8;
            values[valuesById[9] = "RESPONSE_TYPE_OTHER"] = 9;
            values[valuesById[10] = "RESPONSE_TYPE_UNKNOWN"] = 10;
            return values;
        })();

        v1.ResponseMode = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RESPONSE_MODE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RESPONSE_MODE_QUERY"] = 1;
            values[valuesById[2] = "RESPONSE_MODE_FRAGMENT"] = 2;
            values[valuesById[3] = "RESPONSE_MODE_FORM_POST"] = 3;
            values[valuesById[4] = "RESPONSE_MODE_WEB_MESSAGE"] = 4;
            values[valuesById[5] = "RESPONSE_MODE_JWT"] = 5;
            values[valuesById[6] = "RESPONSE_MODE_OTHER"] = 6;
            values[valuesById[7] = "RESPONSE_MODE_UNKNOWN"] = 7;
            return values;
        })();

        v1.Pkce = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PKCE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "PKCE_S256"] = 1;
            values[valuesById[2] = "PKCE_PLAIN"] = 2;
            values[valuesById[3] = "PKCE_NONE"] = 3;
            values[valuesById[4] = "PKCE_HIDDEN"] = 4;
            return values;
        })();

        v1.Via = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "VIA_UNSPECIFIED"] = 0;
            values[valuesById[1] = "VIA_QUERY"] = 1;
            values[valuesById[2] = "VIA_PAR"] = 2;
            values[valuesById[3] = "VIA_JAR"] = 3;
            values[valuesById[4] = "VIA_UNKNOWN"] = 4;
            return values;
        })();

        v1.RateLimitKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RATE_LIMIT_KIND_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RATE_LIMIT_KIND_HTTP_429"] = 1;
            values[valuesById[2] = "RATE_LIMIT_KIND_HTTP_503_RETRY_AFTER"] = 2;
            values[valuesById[3] = "RATE_LIMIT_KIND_SLOW_DOWN"] = 3;
            values[valuesById[4] = "RATE_LIMIT_KIND_VENDOR"] = 4;
            values[valuesById[5] = "RATE_LIMIT_KIND_PROXY"] = 5;
            return values;
        })();

        v1.UnclassifiedReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNCLASSIFIED_REASON_UNSPECIFIED"] = 0;
            values[valuesById[1] = "UNCLASSIFIED_REASON_ENCODED_BODY"] = 1;
            values[valuesById[2] = "UNCLASSIFIED_REASON_NO_TOKEN"] = 2;
            values[valuesById[3] = "UNCLASSIFIED_REASON_JARM"] = 3;
            values[valuesById[4] = "UNCLASSIFIED_REASON_UNEXPECTED_REDIRECT"] = 4;
            values[valuesById[5] = "UNCLASSIFIED_REASON_UNREADABLE_BODY"] = 5;
            values[valuesById[6] = "UNCLASSIFIED_REASON_UNEXPECTED_STATUS"] = 6;
            return values;
        })();

        v1.FilterDropReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "FILTER_DROP_REASON_UNSPECIFIED"] = 0;
            values[valuesById[1] = "FILTER_DROP_REASON_RING_FULL"] = 1;
            values[valuesById[2] = "FILTER_DROP_REASON_EXCHANGE_TABLE_FULL"] = 2;
            values[valuesById[3] = "FILTER_DROP_REASON_NO_VANTAGE"] = 3;
            values[valuesById[4] = "FILTER_DROP_REASON_PAUSED"] = 4;
            values[valuesById[5] = "FILTER_DROP_REASON_SAMPLED"] = 5;
            return values;
        })();

        v1.RecordFlag = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RECORD_FLAG_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RECORD_FLAG_PROXY_ANSWER"] = 1;
            values[valuesById[2] = "RECORD_FLAG_RETRIED"] = 2;
            values[valuesById[3] = "RECORD_FLAG_EXPIRES_IN"] = 3;
            values[valuesById[4] = "RECORD_FLAG_ACCESS_TOKEN"] = 4;
            values[valuesById[5] = "RECORD_FLAG_REFRESH_TOKEN"] = 5;
            values[valuesById[6] = "RECORD_FLAG_ID_TOKEN"] = 6;
            values[valuesById[7] = "RECORD_FLAG_TOKEN_TYPE_BEARER"] = 7;
            values[valuesById[8] = "RECORD_FLAG_TOKEN_TYPE_DPOP"] = 8;
            values[valuesById[9] = "RECORD_FLAG_DPOP_PROOF"] = 9;
            values[valuesById[10] = "RECORD_FLAG_REPEATED_PARAMETER"] = 10;
            values[valuesById[11] = "RECORD_FLAG_QUERY_PARAMETERS"] = 11;
            values[valuesById[12] = "RECORD_FLAG_REQUEST_CUT"] = 12;
            values[valuesById[13] = "RECORD_FLAG_RESPONSE_CUT"] = 13;
            values[valuesById[14] = "RECORD_FLAG_RETRY_AFTER"] = 14;
            values[valuesById[15] = "RECORD_FLAG_ISS"] = 15;
            return values;
        })();

        v1.RecordKey = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RECORD_KEY_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RECORD_KEY_CODE"] = 1;
            values[valuesById[2] = "RECORD_KEY_STATE"] = 2;
            values[valuesById[3] = "RECORD_KEY_PKCE"] = 3;
            values[valuesById[4] = "RECORD_KEY_REFRESH_TOKEN_PRESENTED"] = 4;
            values[valuesById[5] = "RECORD_KEY_REFRESH_TOKEN_ISSUED"] = 5;
            values[valuesById[6] = "RECORD_KEY_REQUEST_URI"] = 6;
            values[valuesById[7] = "RECORD_KEY_DEVICE_CODE"] = 7;
            values[valuesById[8] = "RECORD_KEY_AUTH_REQ_ID"] = 8;
            values[valuesById[9] = "RECORD_KEY_CLIENT_ID"] = 9;
            values[valuesById[10] = "RECORD_KEY_REQUEST_ID"] = 10;
            return values;
        })();

        return v1;
    })();

    return oauthflow;
})();

export {
  $root as default
};

// A trace for programs. The fields are stable; what does not apply is null.

import GateBytes
import GateRuntime
import GateSource

extension TraceFacts {
    /// One object, line end included.
    var json: String {
        var out = JSONOutput()
        out.object { out in
            out.member("request", TraceFacts.string(request))
            out.member("mount", mount)
            out.key("steps")
            out.array { out in
                for step in steps {
                    out.object { out in
                        out.member("depth", step.depth)
                        out.member("segment", step.segment)
                        out.member("outcome", step.outcome)
                    }
                }
            }
            out.member("route", route)
            out.member("operation", operation.isEmpty ? nil : operation)
            writeParametersAndChecks(&out)
            out.member("bodyValue", bodyValue.map(TraceFacts.string))
            out.member("integration", integration.isEmpty ? nil : integration)
            writeTemplate(&out)
            writeUpstream(&out)
            out.member("gatewayResponse", failure)
            out.member("detail", failureDetail)
            out.member("answer", answer.map(TraceFacts.string))
        }
        return out.string + "\n"
    }

    private func writeParametersAndChecks(_ out: inout JSONOutput) {
        out.key("parameters")
        out.array { out in
            for parameter in parameters {
                out.object { out in
                    out.member("in", parameter.location)
                    out.member("name", parameter.name)
                    out.member("value", parameter.value)
                }
            }
        }
        out.key("checks")
        out.array { out in
            for check in checks {
                out.object { out in
                    out.member("name", check.name)
                    out.member("result", check.result)
                }
            }
        }
    }

    private func writeTemplate(_ out: inout JSONOutput) {
        out.key("requestTemplate")
        guard let template else {
            out.value(nil as String?)
            return
        }
        out.object { out in
            out.member("contentType", template.contentType)
            out.member("output", template.output.map(TraceFacts.string))
        }
    }

    private func writeUpstream(_ out: inout JSONOutput) {
        out.key("upstream")
        guard let upstream else {
            out.value(nil as String?)
            return
        }
        out.object { out in
            out.member("origin", upstream.origin)
            if !upstream.link.isEmpty { out.member("vpcLink", upstream.link) }
            out.member("request", TraceFacts.string(upstream.request))
            out.member("timeoutMilliseconds", upstream.timeoutMilliseconds)
        }
    }

    private static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

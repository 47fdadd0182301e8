// What a deployment of an HTTP or a WebSocket API compiles. AWS: CreateDeployment; the refusal is as recorded.

import GateJSON

/// Compiles an API as a deployment of it.
package func compileRecords(_ records: V2Records) throws(DocumentRefusal) -> CompiledRecords {
    if records.routes.isEmpty {
        throw DocumentRefusal(message: "Unable to deploy API because no routes exist in this API")
    }
    if records.isSocket {
        throw DocumentRefusal(message: "WebSocket APIs cannot be deployed yet")
    }
    throw DocumentRefusal(message: "HTTP APIs cannot be deployed yet")
}

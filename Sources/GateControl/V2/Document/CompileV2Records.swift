// What a deployment of an HTTP or a WebSocket API compiles: its OpenAPI document, its route spec. AWS:
// CreateDeployment; the refusal is as recorded.

import GateJSON

/// Compiles an API as a deployment of it.
package func compileRecords(_ records: V2Records) throws(DocumentRefusal) -> CompiledRecords {
    if records.routes.isEmpty {
        throw DocumentRefusal(message: "Unable to deploy API because no routes exist in this API")
    }
    let document = records.isSocket ? routeSpec(records) : exportDocument(records, HTTPExportOptions())
    return compileDeployment(document: document.pretty(), isREST: false)
}

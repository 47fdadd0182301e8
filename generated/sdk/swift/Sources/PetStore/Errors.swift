// Made by gatewright from Pet store 1.0: a change here is lost.

import Foundation

/// An answer with status 404.
public struct ProblemNotFound: DeclaredError {
    public let response: Response
    public let model: Problem

    public init(response: Response, model: Problem) {
        self.response = response
        self.model = model
    }
}

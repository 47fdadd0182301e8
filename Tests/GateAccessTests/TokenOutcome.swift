// What verifying a token comes to, for tests that compare it.

import AccessSupport
import GateBytes

@testable import GateAccess

/// What a token comes to.
enum TokenOutcome: Equatable, CustomStringConvertible {
    case good
    case bad(TokenFailure)

    var description: String {
        switch self {
        case .good: "good"
        case .bad(let failure): "\(failure)"
        }
    }
}

/// The outcome of verifying a token at the time 1,000.
func outcome(
    _ token: String, keys: TokenKeySet = TokenMint.all, rules: TokenRules? = nil, now: Int64 = 1_000
) -> TokenOutcome {
    Array(token.utf8).withByteView { view in
        do throws(TokenFailure) {
            _ = try UnverifiedToken(view).verify(
                keys, rules ?? TokenRules(algorithms: Set(TokenAlgorithm.allCases)), epochSeconds: now)
            return .good
        } catch {
            return .bad(error)
        }
    }
}

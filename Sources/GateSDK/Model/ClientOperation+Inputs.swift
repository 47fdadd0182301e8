// What a call takes, and how it is written into a request: decided here once for clients of all languages.

/// Something that a method takes.
package enum ClientInput: Equatable, Sendable {
    /// By its number in the operation.
    case parameter(Int)
    case body
}

/// How a query string holds a value.
package enum QueryForm: Equatable, Sendable {
    /// `name=a&name=b`; members of an object stand for themselves. Also of what is no list.
    case pairs
    /// `name=a,b`, with what stands between the values; members of an object as `name=key,value`.
    case joined(String)
    /// `name[key]=value`
    case deepObject
}

extension ClientOperation {
    package var takesAnything: Bool { !parameters.isEmpty || body != nil }

    package var needsAnything: Bool { parameters.contains(where: \.isRequired) || body?.isRequired == true }

    /// What a method takes, in an order that languages without labels can use: the path's parameters as they stand in
    /// it, what else is required with the body last, then what may be left out.
    package var inputs: [ClientInput] {
        var inputs = parameterNumbers(inPath: path).map(ClientInput.parameter)
        let others = parameters.indices.filter { parameters[$0].location != .path }
        for isRequired in [true, false] {
            inputs += others.filter { parameters[$0].isRequired == isRequired }.map(ClientInput.parameter)
            if let body, body.isRequired == isRequired { inputs.append(.body) }
        }
        return inputs
    }

    private func parameterNumbers(inPath path: [PathPart]) -> [Int] {
        var numbers: [Int] = []
        for case .parameter(let name) in path {
            guard let number = pathParameter(name), !numbers.contains(number) else { continue }
            numbers.append(number)
        }
        return numbers
    }

    /// The number of a parameter that the path names.
    package func pathParameter(_ name: String) -> Int? {
        parameters.firstIndex { $0.location == .path && $0.name == name }
    }

    /// Numbers of the parameters in one of some places.
    package func parameters(in locations: ClientParameter.Location...) -> [Int] {
        parameters.indices.filter { locations.contains(parameters[$0].location) }
    }

    /// Whether a part of the path takes the rest of it, slashes and all.
    package func isGreedy(_ name: String, at place: Int) -> Bool {
        greedyParameter == name && place == path.count - 1
    }
}

extension ClientAPI {
    /// How a parameter stands in the query string.
    package func queryForm(of parameter: ClientParameter) -> QueryForm {
        let separator: String
        switch parameter.style {
        case .deepObject: return .deepObject
        case .spaceDelimited: separator = " "
        case .pipeDelimited: separator = "|"
        case .tabDelimited: separator = "\t"
        case .form, .simple, .label, .matrix: separator = ","
        }
        return parameter.explodes || !holdsSeveral(parameter.shape) ? .pairs : .joined(separator)
    }

    /// Whether each value of a parameter of a path or header stands for itself; only of what holds several.
    package func explodes(_ parameter: ClientParameter) -> Bool {
        parameter.explodes && holdsSeveral(parameter.shape)
    }

    /// Whether a value may be a list or an object.
    private func holdsSeveral(_ shape: Shape) -> Bool {
        var shape = shape
        for _ in 0..<SDKLimits.depthMax {
            switch shape {
            case .array, .map, .any: return true
            case .nullable(let inner): shape = inner
            case .named(let index):
                switch types[index].form {
                case .object, .union: return true
                case .enumeration: return false
                case .alias(let inner): shape = inner
                }
            default: return false
            }
        }
        return true
    }
}

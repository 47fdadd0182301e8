// Made by gatewright from Pet store 1.0: a change here is lost.

import Foundation

public struct Pet: Codable, Hashable, Sendable {
    public var id: Int
    public var type: PetType
    public var name: String
    public var price: Double

    public init(id: Int, type: PetType, name: String, price: Double) {
        self.id = id
        self.type = type
        self.name = name
        self.price = price
    }
}

public typealias Pets = [Pet]

public struct NewPet: Codable, Hashable, Sendable {
    public var type: NewPetType
    public var name: String
    public var price: Double
    public var tags: [String]?

    public init(type: NewPetType, name: String, price: Double, tags: [String]? = nil) {
        self.type = type
        self.name = name
        self.price = price
        self.tags = tags
    }
}

public typealias Empty = [String: JSONValue]

public struct Problem: Codable, Hashable, Sendable {
    public var message: String?

    public init(message: String? = nil) {
        self.message = message
    }
}

public enum PetType: OpenEnumeration {
    case cat
    case dog
    case fish
    /// A value that this client does not know.
    case other(String)

    public init(rawValue: String) {
        switch rawValue {
        case "cat": self = .cat
        case "dog": self = .dog
        case "fish": self = .fish
        default: self = .other(rawValue)
        }
    }

    public var rawValue: String {
        switch self {
        case .cat: "cat"
        case .dog: "dog"
        case .fish: "fish"
        case .other(let text): text
        }
    }
}

public enum NewPetType: OpenEnumeration {
    case cat
    case dog
    case fish
    /// A value that this client does not know.
    case other(String)

    public init(rawValue: String) {
        switch rawValue {
        case "cat": self = .cat
        case "dog": self = .dog
        case "fish": self = .fish
        default: self = .other(rawValue)
        }
    }

    public var rawValue: String {
        switch self {
        case .cat: "cat"
        case .dog: "dog"
        case .fish: "fish"
        case .other(let text): text
        }
    }
}

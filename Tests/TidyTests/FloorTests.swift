// The modules' floors: the table of README.md is the rule, the import lines are what is checked.

import Foundation
import Testing

/// A row of the table.
private struct Module {
    let floor: Int
    let allowed: Set<String>
}

@Suite struct FloorTests {
    /// Modules of the system and the toolchain that any module may import.
    private static let system: Set = ["Glibc", "Musl", "Swift", "Synchronization"]
    /// The half that serves: no Foundation, no async, no existentials.
    private static let runtime: Set = ["GateBytes", "GateJSON", "GateWire", "GatePlan", "GateRuntime", "GateLoop"]

    /// Rows look like `| 2 | GateRuntime | … | GatePlan, GateWire |`.
    private func table() throws -> [String: Module] {
        var modules: [String: Module] = [:]
        for line in try Repository.text("README.md").split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 6, let floor = Int(cells[1]) else { continue }
            let allowed = cells[4].split(separator: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
            for name in cells[2].split(separator: ",") {
                let name = name.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
                modules[name] = Module(floor: floor, allowed: Set(allowed).subtracting(["—"]))
            }
        }
        return modules
    }

    @Test func tableNamesEveryModule() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appendingPathComponent("Sources").path)
        #expect(Set(try table().keys) == Set(folders.filter { !$0.hasPrefix(".") }))
    }

    @Test func importsKeepToTheTable() throws {
        let modules = try table()
        var complaints: [String] = []
        for file in Repository.files("Sources") {
            let name = Repository.module(of: file.path)
            guard let module = modules[name] else { continue }
            for line in codeOnly(file.text).split(separator: "\n") {
                guard
                    let match = line.firstMatch(
                        of: /^\s*(?:@[a-zA-Z_]+ )?(?:package |public )?import (?:struct |func )?(\w+)/)
                else { continue }
                let imported = String(match.1)
                if FloorTests.system.contains(imported) { continue }
                if !module.allowed.contains(imported) {
                    complaints.append("\(file.path) imports \(imported), which the table does not give \(name)")
                }
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func importsGoDown() throws {
        let modules = try table()
        var complaints: [String] = []
        for (name, module) in modules {
            for other in module.allowed {
                guard let floor = modules[other]?.floor else { continue }
                if floor > module.floor {
                    complaints.append("\(name) on floor \(module.floor) imports \(other) above it")
                }
            }
        }
        #expect(complaints.isEmpty, "\(complaints.sorted().joined(separator: "\n"))")
    }

    @Test func packageGivesModulesNoMoreThanTheTable() throws {
        let modules = try table()
        let package = try Repository.text("Package.swift")
        var complaints: [String] = []
        for match in package.matches(of: /(?:module|command)\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
            let name = String(match.1)
            guard let module = modules[name] else { continue }
            for dependency in match.2.matches(of: /"(\w+)"/) where !module.allowed.contains(String(dependency.1)) {
                complaints.append("Package.swift gives \(name) the module \(dependency.1), the table does not")
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func servingHalfKnowsNoFoundation() {
        var complaints: [String] = []
        for file in Repository.files("Sources") where FloorTests.runtime.contains(Repository.module(of: file.path)) {
            let code = codeOnly(file.text)
            for (name, rule) in [
                ("Foundation", /\bimport Foundation/), ("async", /\basync\b/), ("await", /\bawait\b/),
                ("an existential", /[^A-Za-z_.]any [A-Z]/),
            ] where code.contains(rule) {
                complaints.append("\(file.path) holds \(name)")
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }
}

// One call of the tool: old cases, given files, then mutations until the time is up.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A target's round.
struct FuzzRound {
    private let target: FuzzTarget
    private let options: FuzzOptions
    /// Inputs kept at most: older ones are replaced at random.
    private static let poolMax = 4096

    init(_ target: FuzzTarget, _ options: FuzzOptions) {
        self.target = target
        self.options = options
    }

    func perform() {
        let folder = options.cases.isEmpty ? "" : "\(options.cases)/\(target.name)"
        CrashGuard.install(folder: folder, target: target.name)
        var pool: [[UInt8]] = []
        var outcomes = Set<UInt64>()
        let files = (folder.isEmpty ? [] : Files.inside(folder)) + options.files.flatMap(Files.inside)
        for file in files {
            let bytes = Files.read(file)
            outcomes.insert(run(bytes))
            if bytes.count <= target.sizeMax { pool.append(bytes) }
        }
        for seed in target.seeds() {
            outcomes.insert(run(seed))
            pool.append(seed)
        }
        let runs = options.seconds + options.runs > 0 ? mutate(&pool, &outcomes) : 0
        print("\(target.name): \(files.count) files, \(runs) mutations, \(outcomes.count) outcomes, no crash")
    }

    private func run(_ bytes: [UInt8]) -> UInt64 {
        CrashGuard.begin(bytes)
        let outcome = target.run(bytes)
        CrashGuard.end()
        return outcome
    }

    private func mutate(_ pool: inout [[UInt8]], _ outcomes: inout Set<UInt64>) -> Int {
        var mutator = Mutator(
            seed: options.seed, dictionary: target.dictionary, isBinary: target.isBinary, sizeMax: target.sizeMax)
        let end = options.seconds > 0 ? time(nil) + options.seconds : .max
        let runsMax = options.runs > 0 ? options.runs : .max
        var runs = 0
        while runs < runsMax, runs % 64 != 0 || time(nil) < end {
            let input = mutator.mutate(pool)
            let outcome = run(input)
            runs += 1
            if !outcomes.insert(outcome).inserted { continue }
            if pool.count < FuzzRound.poolMax {
                pool.append(input)
            } else {
                pool[mutator.below(pool.count)] = input
            }
        }
        return runs
    }
}

/// Files and folders of the command line.
enum Files {
    /// The file, or the files of a folder by name; nothing when there is none.
    static func inside(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return access(path, R_OK) == 0 ? [path] : [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append("\(path)/\(name)") }
        }
        return names.sorted()
    }

    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { stop("cannot open \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[0..<count])
        }
    }
}

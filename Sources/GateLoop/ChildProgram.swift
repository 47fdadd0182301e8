// Starting programs, in a session of their own and with this process's descriptors closed. Watching and ending them is
// their owner's: a process descriptor becomes readable like a socket. Nothing here knows what they are for.

import CGateSystem

/// A program, and what it is started with.
package struct ChildProgram: Sendable {
    /// The first is looked for in `PATH`.
    package var arguments: [String]
    /// `NAME=value`
    package var environment: [String]
    /// Where it starts; empty for where this process is.
    package var folder = ""

    package init(arguments: [String], environment: [String], folder: String = "") {
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }

    /// A running program.
    package struct Process: Sendable {
        package let identifier: Int32
        /// Readable once the process has ended; the caller's to close.
        package let watched: Int32
    }

    /// Why a program does not run: the system's error number.
    package struct Failure: Error {
        package let error: Int32

        package init(error: Int32) { self.error = error }
    }

    /// Starts the program; the descriptors become its 0, 1 and 2. It is killed when the calling thread ends.
    package func start(input: Int32, output: Int32, error: Int32) throws(Failure) -> Process {
        var watched: Int32 = -1
        let started = ChildProgram.withTexts(arguments) { arguments in
            ChildProgram.withTexts(environment) { environment in
                folder.withCString { folder in
                    var program = gate_program()
                    program.arguments = arguments
                    program.environment = environment
                    program.folder = folder
                    (program.input, program.output, program.error) = (input, output, error)
                    return gate_process_start(&program, &watched)
                }
            }
        }
        if started < 0 { throw Failure(error: -started) }
        return Process(identifier: started, watched: watched)
    }

    /// Runs `body` with texts as C has them, ended by a null pointer.
    private static func withTexts<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for text in texts {
            offsets.append(bytes.count)
            bytes += text.utf8CString
        }
        return bytes.withUnsafeBufferPointer { storage in
            let pointers: [UnsafePointer<CChar>?] = offsets.map { offset in storage.baseAddress.map { $0 + offset } }
            return (pointers + [nil]).withUnsafeBufferPointer { list in
                // The array has its end at least, so it has an address.
                guard let base = list.baseAddress else { preconditionFailure("an array without storage") }
                return body(base)
            }
        }
    }
}

internal import MirrorBase
internal import Synchronization
internal import SystemIO

/// Standard output and standard error of the process.
///
/// What is written where nobody reads any more, as behind `head`, is dropped. Anything else that keeps standard
/// output from arriving makes the command fail when it ends: a file that is cut off must not look whole to the
/// script that asked for it. The command itself goes on, since what it does is worth more than its report.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    private static let failure = Mutex<SystemError?>(nil)

    /// Why standard output is not whole; `nil` where all of it was written, or is not wanted.
    static var loss: MirrorError? {
        guard let error = failure.withLock({ $0 }) else { return nil }
        return MirrorError(.disk, "cannot write to standard output: \(error.reason)")
    }

    /// Ends a command that has done its work with an exit code that is not 0; what kept its report from
    /// arriving comes before that.
    static func end(_ category: ErrorCategory) throws(MirrorError) -> Never {
        if let loss { throw loss }
        Environment.exit(category.exitCode)
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        if self == .output, StandardStream.loss != nil { return }
        do throws(SystemError) { try FileHandle.write(bytes, toStandard: rawValue) } catch {
            if self == .output, !error.isBrokenPipe {
                StandardStream.failure.withLock { $0 = $0 ?? error }
            }
        }
    }
}

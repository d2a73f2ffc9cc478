internal import Archive
internal import DebianRepository
package import MirrorBase
internal import OpenPGP
internal import Store
package import SystemIO
internal import Transfer

// Leaf modules throw data; here it gets a category and words.

extension MirrorError {
    package init(_ error: SystemError, doing what: String) {
        if error.isCancelled {
            self.init(.interrupted, "interrupted while waiting to \(what)")
            return
        }
        var hints: [String] = []
        if error.isNoSpace {
            hints.append("free some space; the next run goes on where this one stopped")
        }
        self.init(
            .disk, "cannot \(what): \(error.operation) `\(error.path)`: \(error.reason)",
            hints: hints)
    }

    /// What failed while `what` was fetched.
    ///
    /// - Parameters:
    ///   - promiser: What says how the file should be.
    ///   - hint: What to do where no server answers.
    init(
        _ error: TransferError, fetching what: String, promisedBy promiser: String = "index",
        hint: String = "`--source REPOSITORY=URL` names another server"
    ) {
        let tried = MirrorError.counted(error.attempts.map { "\($0)" })
        // The address is in the lines below, where it was tried.
        let reason = error.attempts.last?.outcome.description ?? error.reason
        switch error.kind {
        case .disk(let cause): self.init(cause, doing: "store \(what)")
        case .cancelled: self.init(.interrupted, "interrupted while fetching \(what)")
        case .integrity, .tooLarge:
            self.init(.integrity, "\(what) is not what its \(promiser) promises", attempts: tried)
        case .notFound:
            self.init(.network, "\(what) is on none of its servers", attempts: tried)
        case .network:
            self.init(.network, "cannot fetch \(what): \(reason)", hints: [hint], attempts: tried)
        case .unavailable(let reason): self.init(.bug, "cannot start downloads: \(reason)")
        }
    }

    /// The lines, with those that follow one another unchanged counted instead of repeated.
    private static func counted(_ lines: [String]) -> [String] {
        var result: [(line: String, count: Int)] = []
        for line in lines {
            if result.last?.line == line {
                result[result.count - 1].count += 1
            } else {
                result.append((line, 1))
            }
        }
        return result.map { $0.count > 1 ? "\($0.line) (\($0.count) times)" : $0.line }
    }

    /// The first line of what is wrong, for a list.
    var firstLine: String {
        let text = problems.first?.message ?? ""
        return String(text.prefix { !$0.isNewline })
    }

    init(_ error: StateError) {
        switch error {
        case .olderRoot: self.init(.integrity, error.description)
        case .system(let cause): self.init(cause, doing: "keep the state")
        case .newerSchema:
            self.init(
                .disk, error.description,
                hints: [
                    "a newer version of this program has written it; this one leaves it alone"
                ])
        default: self.init(.disk, error.description)
        }
    }
}

/// Runs something of the file system, with what it is for if it fails.
package func onDisk<Result: ~Copyable>(_ what: String, _ body: () throws(SystemError) -> Result)
    throws(MirrorError) -> Result
{
    do { return try body() } catch { throw MirrorError(error, doing: what) }
}

/// Runs something of the state database.
func inState<Result>(_ body: () throws(StateError) -> Result) throws(MirrorError) -> Result {
    do { return try body() } catch { throw MirrorError(error) }
}

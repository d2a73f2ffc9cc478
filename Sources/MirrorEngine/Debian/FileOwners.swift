internal import Archive
internal import DebianRepository
internal import MirrorBase

/// Finds the packages that hold given files, in the Contents indexes of repositories.
struct FileOwners {
    let fetcher: DebianIndexFetcher
    let architecture: String

    /// For each path the packages that hold it; repositories without Contents are passed over.
    func find(_ paths: [String], in roots: [VerifiedRelease], _ observer: BuildObserver)
        async throws(MirrorError) -> [String: [String]]
    {
        var scanner = ContentsScanner(paths: paths)
        try await ContentsIndexes(fetcher: fetcher, architecture: architecture).read(of: roots) {
            (text) throws(ArchiveError) in
            while let part = try text.next() { scanner.consume(part.span) }
        }
        scanner.finish()
        return scanner.owners
    }
}

internal import Archive
internal import Manifest
internal import MirrorBase
internal import RPMRepository
internal import SystemIO
internal import Transfer

/// Finds where an rpm repository can be had: what its distro file says, or a list of mirrors that it names.
struct RepositoryAddresses {
    let client: TransferClient
    /// Where what is fetched lies for a moment.
    let directory: FilePath
    let observer: BuildObserver

    /// The largest list of mirrors that is taken.
    static let sizeLimit = 4 << 20

    /// What a Metalink document says of `repomd.xml`.
    struct Promise: Sendable {
        /// The roots that are good, each by a strong digest.
        var choices: [Digest]

        /// Whether a root is one of these.
        func allows(_ text: [UInt8]) -> Bool {
            choices.contains { ContentHasher.digest($0.algorithm, of: text) == $0 }
        }
    }

    /// Addresses, best first, and what has to be found there.
    struct Found: Sendable {
        var urls: [String]
        var promise: Promise?
    }

    /// The addresses that are known without asking anybody.
    static func named(_ source: RPMSource) -> [String] {
        guard case .addresses(let own) = source.place else { return source.fallbacks }
        return own + source.fallbacks.filter { !own.contains($0) }
    }

    /// The addresses of a repository. Where no list of mirrors can be had, the fallbacks have to do.
    func find(_ source: RPMSource) async throws(MirrorError) -> Found {
        guard case .list(let lists) = source.place else {
            return Found(urls: RepositoryAddresses.named(source), promise: nil)
        }
        var failures: [MirrorError] = []
        for url in lists {
            do throws(MirrorError) {
                var found = try await read(url, source)
                found.urls += source.fallbacks.filter { !found.urls.contains($0) }
                return found
            } catch {
                if error.category == .disk || error.category == .interrupted { throw error }
                failures.append(error)
            }
        }
        guard let first = failures.first else {
            throw MirrorError(
                .usage, "`\(source.repository)` has no address for this architecture")
        }
        if source.fallbacks.isEmpty { throw first }
        observer.report(
            .warning("\(first.problems[0].message); using the addresses of the distro file"))
        return Found(urls: source.fallbacks, promise: nil)
    }

    private func read(_ url: String, _ source: RPMSource) async throws(MirrorError) -> Found {
        let text: [UInt8]
        do {
            text = try await client.bytes(
                of: url, through: directory, limit: RepositoryAddresses.sizeLimit, source.identity)
        } catch {
            throw MirrorError(
                error, fetching: "the mirror list `\(redacted(url))` of `\(source.repository)`")
        }
        // Either may be served where the other is expected.
        let list: MirrorList
        do { list = try MirrorList(text.span) } catch {
            throw MirrorError(
                .network,
                "the mirror list `\(redacted(url))` of `\(source.repository)` cannot be used: \(error)",
                hints: ["a proxy or a login page may have answered in its place"])
        }
        let urls = list.addresses.filter(source.allows)
        if urls.isEmpty {
            throw MirrorError(
                .network,
                "the mirror list `\(redacted(url))` of `\(source.repository)` has no address to be trusted, only such as `\(redacted(list.addresses[0]))`",
                hints: ["the metadata is not signed, so what is asked for by https comes by https"])
        }
        if RPMSource.isOpen(url), !source.hasSignedRoot {
            observer.report(
                .warning(
                    "the mirrors of `\(source.repository)` are listed over plain http, and its metadata is not signed"
                ))
        }
        let choices = (list.metalink?.roots ?? []).compactMap(\.digest)
        return Found(urls: urls, promise: choices.isEmpty ? nil : Promise(choices: choices))
    }
}

internal import MirrorBase
internal import Store

extension RepositoryFamily {
    /// What each root leads to, in order. Where a mirror changes under us, its root is fetched once more, and
    /// replaced in what is returned.
    ///
    /// - Parameters:
    ///   - name: What messages call a root.
    ///   - content: Fetches what a root lists.
    ///   - again: Fetches a root again.
    func contents<Content>(
        of roots: [Root], called name: String,
        _ content: (Root) async throws(MirrorError) -> Content,
        again: (Root) async throws(MirrorError) -> Root
    ) async throws(MirrorError) -> [(root: Root, content: Content)] {
        context.observer.report(.phase("fetching indexes"))
        var found: [(root: Root, content: Content)] = []
        for root in roots {
            do throws(MirrorError) {
                found.append((root, try await content(root)))
            } catch {
                guard error.category == .integrity || error.category == .network,
                    !context.options.isOffline
                else { throw error }
                context.observer.report(
                    .warning("\(error.problems[0].message); fetching \(name) again"))
                let fresh = try await again(root)
                let isSame = lines(for: [fresh]).map(\.digest) == lines(for: [root]).map(\.digest)
                if isSame, error.category == .network { throw error }
                found.append((fresh, try await content(fresh)))
            }
        }
        return found
    }
}

internal import MirrorBase
internal import RPMRepository
internal import Store
internal import Synchronization

/// The packages of a build whose headers say that they belong to a stream of a module.
///
/// A repository can hold such packages and have lost the documents that say so: then only the header tells.
final class ModuleLabels: Sendable {
    private let packages = Mutex<Set<ModuleArtifact.Parts>>([])

    /// Adds a package; any thread may.
    func add(_ package: ModuleArtifact.Parts) {
        packages.withLock { _ = $0.insert(package) }
    }

    /// Throws where a package belongs to a module that the documents of a lock do not have.
    func check(_ documents: [Lock.Document]) throws(MirrorError) {
        let packages = packages.withLock { $0 }
        if packages.isEmpty { return }
        var published: [ModuleDocument] = []
        for document in documents where document.kind == "modules" {
            do { published += try ModulesReader.read(Array(document.text.utf8)) } catch {
                throw MirrorError(.integrity, "the modules of the lock cannot be read: \(error)")
            }
        }
        let rule = ModularPackages([], published: published)
        let missing = packages.filter { rule.lacksDocument($0, isLabelled: true) }
            .sorted {
                ($0.name, $0.version, $0.architecture) < ($1.name, $1.version, $1.architecture)
            }
        if let refusal = ModularPackages.refusal(missing) { throw refusal }
    }
}

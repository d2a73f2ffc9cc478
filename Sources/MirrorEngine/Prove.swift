internal import Manifest
public import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO
internal import Transfer

/// Tries on machines what a published mirror would do to them, by the rules of their own package manager.
public struct Prove {
    /// What to try.
    public struct Question: Sendable {
        /// The distro.
        public var distro: String
        /// The architecture.
        public var architecture: String
        /// Baselines beside those of the distro file: files, repositories, groups as `@core`, or `none` for an
        /// empty machine.
        public var baselines: [String]
        /// Whether a change of what is on a machine is a failure.
        public var isFrozen: Bool

        /// Makes a question.
        public init(
            distro: String, architecture: String, baselines: [String] = [], isFrozen: Bool = false
        ) {
            self.distro = distro
            self.architecture = architecture
            self.baselines = baselines
            self.isFrozen = isFrozen
        }
    }

    private let options: BuildOptions
    private let observer: BuildObserver

    /// Begins with options and an observer.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Reads the published metadata, whose signature has to be the mirror's own, and tries every wish, every
    /// group, and all together on every baseline; without any, on an empty machine.
    public func run(_ question: Question) async throws(MirrorError) -> ProofMatrix {
        let workspace = try Workspace(options, checking: question.distro)
        let session = try Session(options, observer)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(
            try workspace.distro(question.distro), architecture: question.architecture,
            options: options)
        let context = BuildContext(
            session: session, plan: plan, manifest: workspace.manifest, baselines: BaselinePlan())
        let baselines = try self.baselines(question.baselines, plan)
        let proving = Proving(
            context: context, tree: options.output / plan.treePath, lock: lock(plan),
            signer: try MirrorSigner(
                key: options.signKey, state: options.state, observer: observer),
            isFrozen: question.isFrozen)
        switch plan.distro.family {
        case .deb: return try await proving.matrix(DebianFamily(context: context), baselines)
        case .rpm: return try await proving.matrix(RPMFamily(context: context), baselines)
        }
    }

    /// The machines, each by a name of its own.
    private func baselines(_ given: [String], _ plan: DistroPlan) throws(MirrorError) -> [Baseline]
    {
        let reader = plan.baselineReader
        var found: [Baseline] = []
        var texts: [String] = []
        for text in plan.distro.baseline.files {
            found.append(try reader.read(text, in: plan.file.path.parent))
            texts.append(text)
        }
        for text in given {
            found.append(try reader.read(text, in: nil))
            texts.append(text)
        }
        if found.isEmpty { return [.none] }
        let names = found.map(\.name)
        for index in found.indices where names.count(where: { $0 == names[index] }) > 1 {
            found[index].name = texts[index]
        }
        return found
    }

    /// The lock of the mirror, which knows which wishes are not meant for one machine.
    private func lock(_ plan: DistroPlan) -> Lock? {
        guard Files.exists(plan.lockPath) else { return nil }
        do { return try Lock(reading: try Files.read(plan.lockPath)) } catch {
            observer.report(
                .warning(
                    "the lock `\(plan.lockPath)` cannot be used, so wishes of different sets are tried together: \(error)"
                ))
            return nil
        }
    }
}

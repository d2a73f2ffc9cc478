/// A stream of a module that has to be active, and who says so.
struct ModuleRequest: Sendable, Hashable {
    /// The module.
    var module: String
    /// The stream; `nil` for the one that is active anyway, or for the only one.
    var stream: String?
    /// Who wants it, for messages: `` `nodejs:20/common` `` or `the distro file`.
    var source: String

    /// `module:stream`, or the module.
    var label: String { stream.map { "\(module):\($0)" } ?? module }
}

/// What decides which streams are active, beside the documents of the repositories.
struct ModuleRules: Sendable, Hashable {
    /// What the system is as a module: `platform:el9`; `nil` where nothing says so.
    var platform: String?
    /// The streams that have to be active.
    var enabled: [ModuleRequest] = []
    /// The modules of which no stream may be active, unless one is enabled.
    var disabled: Set<String> = []
    /// The architectures of packages: the native one, `noarch`, then lesser ones.
    var architectures: [String]
}

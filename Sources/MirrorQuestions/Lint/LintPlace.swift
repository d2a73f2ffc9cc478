/// One distro and architecture, as findings name it.
struct LintPlace: Hashable {
    var distro: String
    var architecture: String

    var text: String { "\(distro) \(architecture)" }
}

internal import PackageModel

/// The names in a primary document that its reader looks for, made once.
///
/// A class, so that it is one word where it is passed on.
final class PrimaryNames: Sendable {
    let package: XMLName = "package"
    let name: XMLName = "name"
    let architecture: XMLName = "arch"
    let version: XMLName = "version"
    let checksum: XMLName = "checksum"
    let format: XMLName = "format"
    let entry: XMLName = "entry"
    let file: XMLName = "file"
    let type: XMLName = "type"
    let flags: XMLName = "flags"
    let epoch: XMLName = "epoch"
    let versionText: XMLName = "ver"
    let release: XMLName = "rel"

    /// The lists of dependencies, with what they are.
    private let lists: [(name: XMLName, kind: RelationKind)] = [
        ("provides", .provides), ("requires", .requires), ("conflicts", .conflicts),
        ("obsoletes", .obsoletes), ("recommends", .recommends), ("suggests", .suggests),
        ("supplements", .supplements), ("enhances", .enhances),
    ]

    /// What a list of dependencies is; `nil` for any other element.
    func kind(_ name: XMLName) -> RelationKind? {
        for list in lists where list.name == name { return list.kind }
        return nil
    }
}

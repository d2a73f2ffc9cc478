internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// Answers what the completion scripts ask for while somebody types.
enum Completion {
    /// Prints the candidates of a kind, one a line; nothing where there are none.
    static func answer(_ kind: String, _ words: [String]) {
        let empty = Program.commands.globalArguments([])
        guard let options = try? BuildOptions(empty) else { return }
        let names = Workspace.names(in: options.distros).keys.sorted()
        var found: [String] = []
        switch kind {
        case "distros" where words.isEmpty: found = names
        case "distros", "architectures":
            // What follows a distro are its architectures.
            if let name = words.first, let file = try? Workspace.distro(name, in: options.distros) {
                found = file.distro.architectures.map(\.name)
            }
        default: break
        }
        StandardStream.output.write(found.map { $0 + "\n" }.joined())
    }
}

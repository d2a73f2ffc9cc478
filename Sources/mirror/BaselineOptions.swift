public import CommandLineKit
public import MirrorBase
internal import MirrorEngine

/// The options of commands that take what is on a target for granted.
enum BaselineOptions {
    static let baseline = OptionList<String>(
        "baseline", value: "BASELINE", completion: .file,
        help:
            "Take these packages as being on the target: a file, a repository, a group as @core, or none; instead of the distro file's"
    )
    static let mode = Option<BaselineMode?>(
        "baseline-mode", value: "MODE", shownDefault: "as the distro file says, else assume",
        help: "Leave out what a baseline has (assume), or take it along (ship)")
}

extension BaselineMode: ArgumentValue {}

extension BuildOptions {
    /// Takes over what the command line says of baselines.
    mutating func readBaselines(_ arguments: Arguments) {
        baselines = arguments[BaselineOptions.baseline]
        baselineMode = arguments[BaselineOptions.mode]
    }
}

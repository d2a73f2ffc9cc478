internal import MirrorBase
internal import YAML

extension DistroDecoder {
    /// Reads where the tree is; rpm has one for each architecture, deb one for all.
    func readPath(_ reader: MappingReader, into distro: inout Distro) {
        if distro.family == .rpm { checkNames(of: distro.architectures) }
        guard let node = reader.node("path"), let text = path(reader, "path") else {
            distro.path = distro.family == .rpm ? "\(distro.name)/$basearch" : distro.name
            return
        }
        distro.path = text
        if distro.family == .deb {
            if text.contains("$") {
                log.report(
                    "the tree of a deb distro holds all architectures: `path` has no variables",
                    at: node.span)
            }
            return
        }
        var paths: [String: String] = [:]
        for architecture in distro.architectures {
            let values = distro.values(architecture: architecture)
            do throws(Variables.Unknown) {
                let expanded = try Variables.expand(text, values)
                if !DistroDecoder.isSound(expanded) {
                    return reportUnsound("path", expanded, at: node.span)
                }
                if let other = paths[expanded] {
                    return log.report(
                        "`path` is the same for `\(other)` and `\(architecture.name)`",
                        at: node.span, hints: ["`$basearch` in it sets them apart"])
                }
                paths[expanded] = architecture.name
            } catch {
                return log.reportUnknown(
                    "variable", error.name, at: node.span(of: error.range),
                    known: values.keys.sorted())
            }
        }
    }

    /// rpm's metadata has its own names of architectures.
    private func checkNames(of architectures: [DistroArchitecture]) {
        for architecture in architectures {
            let name = ArchitectureName.rpmName(of: architecture.name)
            if name == architecture.name { continue }
            log.report("rpm calls `\(architecture.name)` `\(name)`", at: architecture.span)
        }
    }

    /// Whether a relative path leads nowhere but below where it begins.
    static func isSound(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part != ".." && part != "." && !part.isEmpty
                && part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        }
    }

    func reportUnsound(_ key: String, _ path: String, at span: SourceSpan) {
        log.report("`\(key)` has to be a relative path without `..`, not `\(path)`", at: span)
    }
}

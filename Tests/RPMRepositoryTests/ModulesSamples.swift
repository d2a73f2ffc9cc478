import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

/// Modules files to test with, and what other programs read in them.
enum ModulesSamples {
    static let modules =
        "rpm/cs9-appstream/repodata/ffe6aa44abe8480c2f7a59b9e92f251f10018e1e79ac33e2807260dd03955592-modules.yaml.xz"
    static let arePresent = Corpora.file(modules) != nil && Tool.isAsked("xz")

    /// The modules file of CentOS Stream 9.
    static func centos() throws -> [UInt8] {
        let path = try #require(Corpora.file(modules))
        return try Subprocess.check("xz", ["-dc", path.string]).standardOutput
    }

    static let python = "/usr/bin/python3"
    /// Whether libmodulemd can be asked.
    static let hasLibmodulemd = Tool.isAsked(
        python: "import gi; gi.require_version('Modulemd', '2.0')")
    /// Whether PyYAML can be asked.
    static let hasPyYAML = Tool.isAsked(python: "import yaml")

    /// The streams and their artifacts, and the defaults, as libmodulemd reads them: a line each.
    static func readByLibmodulemd(_ texts: [[UInt8]]) throws -> [String] {
        let directory = try TemporaryDirectory("modules")
        var paths: [String] = []
        for (index, text) in texts.enumerated() {
            paths.append((directory / "\(index).yaml").string)
            try Files.replace(directory / "\(index).yaml", with: text)
        }
        let script = """
            import sys, gi
            gi.require_version('Modulemd', '2.0')
            from gi.repository import Modulemd
            merger = Modulemd.ModuleIndexMerger()
            for path in sys.argv[1:]:
                index = Modulemd.ModuleIndex.new()
                good, failures = index.update_from_file(path, True)
                assert good and not failures, [f.get_gerror().message for f in failures]
                merger.associate_index(index, 0)
            merged = merger.resolve()
            for name in sorted(merged.get_module_names()):
                module = merged.get_module(name)
                for stream in sorted(module.get_all_streams(), key=lambda s: s.get_NSVCA()):
                    print('stream', stream.get_NSVCA(), *sorted(stream.get_rpm_artifacts()))
                defaults = module.get_defaults()
                if defaults:
                    print('defaults', name, defaults.get_modified(), defaults.get_default_stream())
                    for stream in sorted(defaults.get_streams_with_default_profiles()):
                        print('profiles', name, stream,
                            *sorted(defaults.get_default_profiles_for_stream(stream)))
            """
        let output = try Subprocess.check(python, ["-c", script] + paths)
        return lines(output.standardOutput)
    }

    /// The same as this program reads it.
    static func describe(
        _ documents: [ModuleDocument], defaults: [String: ModuleDefaults]
    ) -> [String] {
        var lines: [String] = []
        for module in Set(documents.compactMap(\.module)).sorted() {
            var streams: [(key: String, line: String)] = []
            for stream in documents.compactMap(\.build) where stream.module == module {
                let identity = [
                    stream.module, stream.stream, String(stream.version), stream.context,
                    stream.architecture,
                ].joined(separator: ":")
                let artifacts = stream.artifacts.map(\.text).sorted()
                streams.append(
                    (identity, (["stream", identity] + artifacts).joined(separator: " ")))
            }
            lines += streams.sorted { $0.key < $1.key }.map(\.line)
            guard let defaults = defaults[module] else { continue }
            lines.append("defaults \(module) \(defaults.modified) \(defaults.stream ?? "None")")
            for entry in defaults.profiles.sorted(by: { $0.stream < $1.stream }) {
                let names = entry.profiles.sorted()
                lines.append((["profiles", module, entry.stream] + names).joined(separator: " "))
            }
        }
        return lines
    }

    static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

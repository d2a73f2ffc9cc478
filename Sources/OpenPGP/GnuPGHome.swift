internal import SystemIO

/// A private directory for GnuPG, removed with everything in it when let go of.
///
/// It lies under a short path, since the agent's socket may have about a hundred bytes, and its
/// configuration keeps GnuPG from the network, from the user's own files, and from asking anyone.
final class GnuPGHome: Sendable {
    let path: FilePath

    /// Makes an empty home; without `mayStartAgent` no agent is ever started for it.
    init(in directory: FilePath, mayStartAgent: Bool = false, options: [String] = [])
        throws(OpenPGPError)
    {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        path = directory / "mirror-gpg-\(random)"
        var lines = [
            "batch", "no-tty", "no-greeting", "disable-dirmngr", "no-auto-key-retrieve",
            "no-auto-key-locate", "trust-model always", "no-auto-check-trustdb",
            "no-permission-warning",
        ]
        if !mayStartAgent { lines.append("no-autostart") }
        lines += options
        do throws(SystemError) {
            try Files.makeDirectory(path, mode: 0o700)
            let text = lines.map { $0 + "\n" }.joined()
            try Files.replace(path / "gpg.conf", with: Array(text.utf8), mode: 0o600)
            if mayStartAgent {
                let agent = "pinentry-program /bin/false\ndisable-scdaemon\nmax-cache-ttl 0\n"
                try Files.replace(
                    path / "gpg-agent.conf", with: Array(agent.utf8), mode: 0o600)
            }
        } catch {
            try? Files.removeTree(path)
            throw .system(error)
        }
    }

    deinit { try? Files.removeTree(path) }
}

import MirrorTestSupport
import SystemIO

/// A vendor's repository of real, signed packages for CentOS 7, which lies in the corpora.
///
/// Its metadata is not signed and names three files that are not there.
enum VendorRepository {
    /// Its directory.
    static let path = Corpora.file("rpms/centos7-k8s")

    /// The files of its packages.
    static let files = (path.flatMap { try? Files.list($0) } ?? []).filter { $0.hasSuffix(".rpm") }

    /// The names of its packages, without those whose files are absent.
    static let names = files.map { file in
        String(file.split(separator: "-").dropLast(2).joined(separator: "-"))
    }

    /// What its metadata names and it has not.
    static let absent = [
        "ansible-2.4.2.0-2.el7.noarch.rpm", "perl-5.16.3-293.el7.x86_64.rpm",
        "selinux-policy-targeted-3.13.1-229.el7_6.6.noarch.rpm",
    ]
}

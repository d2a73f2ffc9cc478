import MirrorBase
import Testing

@testable import Manifest

@Suite struct SiteConfigurationTests {
    @Test func `a site sets sources and options`() throws {
        let site = try SiteConfiguration(
            file: "config.yaml",
            bytes: Array(
                """
                sources:
                  debian: http://mirror.example/debian
                  ubuntu: [http://one.example/ubuntu, /srv/ubuntu]
                output: /srv/mirror
                jobs: 4
                with: [docker, kubernetes]
                offline: yes
                color: never
                sign-key: "no"
                cache:
                """.utf8))
        #expect(site.sources.map(\.repository) == ["debian", "ubuntu"])
        #expect(site.sources[1].urls == ["http://one.example/ubuntu", "/srv/ubuntu"])
        #expect(site.sources[1].span.position == SourcePosition(line: 3, column: 3))
        #expect(
            site.options == [
                "output": ["/srv/mirror"], "jobs": ["4"], "with": ["docker", "kubernetes"],
                "offline": ["true"], "color": ["never"], "sign-key": ["no"],
            ])
        #expect(site.settings[2].spans[1].position == SourcePosition(line: 6, column: 16))
    }

    @Test(arguments: ["", "# nothing\n", "sources:\n", "~"])
    func `an empty file sets nothing`(_ text: String) throws {
        let site = try SiteConfiguration(file: "config.yaml", bytes: Array(text.utf8))
        #expect(site.sources.isEmpty && site.settings.isEmpty)
    }

    @Test func `the command line says which options there are`() {
        let text = mistakes {
            _ = try SiteConfiguration(
                file: "c", bytes: Array("jobs: 1\ndepth: 2\n".utf8), knownOptions: ["depth"])
        }
        #expect(text.hasPrefix("error: unknown key `jobs`\n --> c:1:1"))
    }
}

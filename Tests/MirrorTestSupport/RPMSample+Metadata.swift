extension RPMSample {
    private static let streams = [
        (stream: "18", version: "8100020240101000000", context: "aaaa1111", node: "18.19.0-1"),
        (stream: "20", version: "8100020240201000000", context: "bbbb2222", node: "20.11.0-1"),
    ]

    private static func release(_ node: String) -> String { "1:\(node).module_el8" }

    /// The packages of both streams, and one that no module names.
    static func modular(_ arch: String) -> [RPMPackageSpec] {
        streams.flatMap { entry -> [RPMPackageSpec] in
            let label = "nodejs:\(entry.stream):\(entry.version):\(entry.context)"
            return [
                RPMPackageSpec(
                    "nodejs", release(entry.node), architecture: arch,
                    requires: ["libc.so.6()(64bit)"],
                    files: ["/usr/bin/node": .file("#!/bin/sh\necho \(entry.node)\n")]
                ).with {
                    $0.modularityLabel = label
                    $0.recommends = ["npm"]
                },
                RPMPackageSpec(
                    "npm", "1:\(entry.stream).1-1.module_el8", architecture: arch,
                    requires: ["nodejs = \(release(entry.node))"],
                    files: ["/usr/bin/npm": .file("#!/bin/sh\necho \(entry.node)\n")]
                ).with { $0.modularityLabel = label },
            ]
        } + [RPMPackageSpec("nodejs", "1:30.0.0-1.el8", architecture: arch)]
    }

    /// The documents of the module, and its defaults.
    static func modules(_ arch: String) -> String {
        let documents = streams.map { entry in
            """
            ---
            document: modulemd
            version: 2
            data:
              name: nodejs
              stream: "\(entry.stream)"
              version: \(entry.version)
              context: \(entry.context)
              arch: \(arch)
              summary: Javascript runtime
              description: >-
                Node.js \(entry.stream)
              license:
                module:
                - MIT
              dependencies:
              - buildrequires:
                  platform: [el8.10.0]
                requires:
                  platform: [el8]
              profiles:
                common:
                  rpms:
                  - nodejs
                  - npm
                minimal:
                  rpms:
                  - nodejs
              api:
                rpms:
                - nodejs
                - npm
              artifacts:
                rpms:
                - nodejs-\(release(entry.node)).\(arch)
                - nodejs-\(release(entry.node)).src
                - npm-1:\(entry.stream).1-1.module_el8.\(arch)
            ...

            """
        }
        return documents.joined() + """
            ---
            document: modulemd-defaults
            version: 1
            data:
              module: nodejs
              stream: "18"
              profiles:
                "18": [common]
                "20": [common]
            ...

            """
    }

    /// Two groups and an environment.
    public static let groups = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
        <comps>
          <group>
            <id>web-server</id>
            <name>Web Server</name>
            <name xml:lang="de">Webserver</name>
            <description>Serves &amp; answers.</description>
            <default>false</default>
            <uservisible>true</uservisible>
            <packagelist>
              <packagereq type="mandatory">nginx</packagereq>
              <packagereq type="default">toolbox</packagereq>
              <packagereq type="optional">viewer</packagereq>
              <packagereq type="optional">absent-from-everywhere</packagereq>
              <packagereq type="conditional" requires="postfix">mail-client</packagereq>
            </packagelist>
          </group>
          <group>
            <id>core</id>
            <name>Core</name>
            <description>What every machine has.</description>
            <default>true</default>
            <uservisible>false</uservisible>
            <packagelist>
              <packagereq type="mandatory">bash</packagereq>
              <packagereq type="mandatory">basesystem</packagereq>
            </packagelist>
          </group>
          <environment>
            <id>server</id>
            <name>Server</name>
            <description>A server.</description>
            <display_order>3</display_order>
            <grouplist>
              <groupid>core</groupid>
            </grouplist>
            <optionlist>
              <groupid default="true">web-server</groupid>
            </optionlist>
          </environment>
        </comps>

        """

    /// An advisory of packages that are there, and one of a package that is not.
    static func advisories(_ arch: String) -> String {
        func update(_ id: String, _ name: String, _ release: String) -> String {
            let parts = release.split(separator: "-")
            return """
                  <update from="security@example.org" status="final" type="security" version="2">
                    <id>\(id)</id>
                    <title>Important: \(name) &amp; more</title>
                    <issued date="2024-03-04 12:00:00"/>
                    <updated date="2024-03-04 12:00:00"/>
                    <severity>Important</severity>
                    <summary>\(name) update</summary>
                    <description>Fixes &lt;something&gt;.</description>
                    <references>
                      <reference href="https://example.org/\(id)" id="\(id)" type="self" title="\(id)"/>
                    </references>
                    <pkglist>
                      <collection short="sample">
                        <name>Sample</name>
                        <package name="\(name)" version="\(parts[0])" release="\(parts[1])" epoch="0" arch="\(arch)" src="\(name)-\(release).src.rpm">
                          <filename>\(name)-\(release).\(arch).rpm</filename>
                        </package>
                      </collection>
                    </pkglist>
                  </update>

                """
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n"
            + update("SAMPLE-2024:0001", "curl", "7.61.1-34.el8")
            + update("SAMPLE-2024:0002", "absent", "1.0-2.el8") + "</updates>\n"
    }
}

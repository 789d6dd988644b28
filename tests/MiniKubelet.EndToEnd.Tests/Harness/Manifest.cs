using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>A pod's manifest. Everything further is YAML in flow style, as its reader would write it.</summary>
public sealed record Manifest(string Name)
{
    public const string Image = "minikubelet.local/busybox:1";

    /// <summary>A script that does nothing, and ends when it is told to.</summary>
    public const string Idle = "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done";

    // Not encoded for HTML: the reader of a failed test wants to see quotes.
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Labels { get; init; } = "app: test";

    /// <summary>The UID it fixes; empty to have one derived from its content.</summary>
    public string Uid { get; init; } = "";

    public int GraceSeconds { get; init; } = 5;

    /// <summary>Further fields of the spec.</summary>
    public string Spec { get; init; } = "";

    public IReadOnlyList<string> Init { get; init; } = [];

    public IReadOnlyList<string> Containers { get; init; } = [Script("app", Idle)];

    /// <summary>Further volumes.</summary>
    public string Volumes { get; init; } = "";

    /// <summary>A container that runs a shell script in busybox, with the shared folder at /shared.</summary>
    public static string Script(string name, string script, string more = "", string mounts = "") =>
        $"{{ name: {name}, image: \"{Image}\", command: [sh, -c, {Quote(script)}], "
        + $"volumeMounts: [{{ name: shared, mountPath: /shared }}{Further(mounts)}]{Further(more)} }}";

    /// <summary>A string of YAML's and JSON's.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, _plain);

    /// <summary>The manifest's text.</summary>
    public string Render(DaemonFolder folder) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{Name}}, labels: { {{Labels}} }{{Further(Uid.Length == 0 ? "" : $"uid: {Uid}")}} }
        spec: {
          terminationGracePeriodSeconds: {{GraceSeconds}},
          initContainers: [{{Lines(Init)}}],
          containers: [{{Lines(Containers)}}],
          volumes: [{ name: shared, hostPath: { path: {{folder.Shared}}, type: Directory } }{{Further(Volumes)}}]{{Further(Spec)}}
        }

        """;

    // Inside a block even flow style must be indented.
    private static string Lines(IEnumerable<string> items) =>
        string.Join(",\n", items).Replace("\n", "\n    ", StringComparison.Ordinal);

    private static string Further(string more) => more.Length == 0 ? "" : $", {more}";
}

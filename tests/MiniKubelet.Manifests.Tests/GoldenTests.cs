using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MiniKubelet.Kubernetes;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

/// <summary>
/// Each folder of testdata holds in.yaml or in.json, and what reading it gives: out.json (the objects), error.txt, notes.txt; a
/// file that isn't there stands for nothing. UPDATE_GOLDEN=1 writes them anew; read the difference before you commit it.
/// </summary>
public class GoldenTests
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Cases() => [.. Directory.GetDirectories(Root()).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReadingGivesWhatTheFolderSays(string name)
    {
        var folder = Path.Combine(Root(), name);
        var input = Directory.GetFiles(folder, "in.*").Single();

        var content = ManifestReader.Read(Path.GetFileName(input), File.ReadAllBytes(input));

        Compare(Path.Combine(folder, "out.json"), string.Concat(content.Objects.Select(Json)));
        Compare(Path.Combine(folder, "error.txt"), Lines(content.Errors));
        Compare(Path.Combine(folder, "notes.txt"), Lines(content.Notes));
    }

    private static void Compare(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.Delete(path);
            if (actual.Length > 0)
            {
                File.WriteAllText(path, actual);
            }
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }

    private static string Lines<T>(IEnumerable<T> items) => string.Concat(items.Select(item => item + "\n"));

    private static string Json(IKubernetesObject value)
    {
        var compact = value switch
        {
            Pod pod => KubernetesJson.Serialize(pod),
            ConfigMap map => KubernetesJson.Serialize(map),
            Secret secret => KubernetesJson.Serialize(secret),
            Namespace space => KubernetesJson.Serialize(space),
            _ => throw new InvalidOperationException(value.Kind),
        };
        using var document = JsonDocument.Parse(compact);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Root([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "testdata");
}

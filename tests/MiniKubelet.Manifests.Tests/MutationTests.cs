using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

/// <summary>Damaged manifests: whatever the bytes, the answer is objects or errors, never an exception.</summary>
public class MutationTests
{
    private static readonly string[] Tokens =
    [
        "\t", "\n", "- ", ": ", "{", "}", "[", "]", "'", "\"", "\"\\ud800\"", "&a ", "*a", "<<: *a\n", "!!int ", "---\n", "|\n", ">-\n", "#",
        "~", "null", "-1", "99999999999999999999", "1e400", "0x", "yes", "\0", "\u001b", "é", "😀", "spec:\n", "containers:\n", "%YAML 1.1\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ADamagedManifestGivesObjectsOrErrors(int seed)
    {
        var random = new Random(seed);
        var inputs = Directory.GetFiles(Root(), "in.*", SearchOption.AllDirectories).Order().ToArray();
        for (var round = 0; round < 250; round++)
        {
            var file = inputs[random.Next(inputs.Length)];
            var bytes = Damage(File.ReadAllBytes(file), random);

            var failure = Record.Exception(() =>
            {
                var content = ManifestReader.Read(Path.GetFileName(file), bytes);
                Assert.True(content.Objects.Count > 0 || content.Errors.Count > 0);
                Assert.InRange(content.Errors.Count, 0, ManifestLimits.Errors + 1);
            });

            Assert.True(failure is null, $"{failure}\n{Convert.ToBase64String(bytes)}");
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var text = bytes.ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(text.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    text.RemoveRange(at, Math.Min(random.Next(20), text.Count - at));
                    break;
                case 1:
                    text.InsertRange(at, text.GetRange(at, Math.Min(random.Next(200), text.Count - at)));
                    break;
                case 2 when at < text.Count:
                    text[at] = (byte)random.Next(256);
                    break;
                default:
                    text.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
            }
        }

        return [.. text];
    }

    private static string Root([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "testdata");
}

using System.Text;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

public sealed class ManifestValidationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("validation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheCaretStandsBelowTheMistake()
    {
        var result = Validate("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    imagee: busybox\n");

        Assert.Equal(
            """
            -:8:5: spec.containers[0].imagee: unknown field, did you mean image?
              8 |     imagee: busybox
                |     ^
            0 objects valid, 1 error

            """,
            Text(result));
    }

    [Fact]
    public void ALongLineIsShownAroundTheMistakeAndControlCharactersAreNot()
    {
        var result = Validate("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"x\": \"" + new string('y', 300) + "\u001b[31m\", \"z\": 1}}");

        var lines = Text(result).Split('\n');
        Assert.Equal(lines[2].IndexOf('^', StringComparison.Ordinal), lines[1].IndexOf("1}", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', lines[1]);
    }

    [Fact]
    public void FoldersFilesAndStandardInputAreReadAsOneFolder()
    {
        Write("a.yaml", Pod("a"));
        Write("b.yaml", Pod("b"));
        Write("notes.txt", "");
        var other = Write("other.manifest", Pod("c"));

        var result = ManifestValidation.ValidatePaths([_folder, other, "-", Path.Combine(_folder, "none.yaml")], Stream(Pod("a")));

        Assert.Equal(3, result.ObjectCount);
        Assert.Equal(["-", "none.yaml"], result.Errors.Select(error => Path.GetFileName(error.File)));
        Assert.Contains(Path.Combine(_folder, "a.yaml"), result.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_folder, "notes.txt"), other], result.Ignored);
    }

    [Fact]
    public void JsonHasEveryErrorWithItsPlace()
    {
        using var writer = new StringWriter();
        Validate("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {pin: 1234}\n").WriteJson(writer);

        using var json = System.Text.Json.JsonDocument.Parse(writer.ToString());
        var error = json.RootElement.GetProperty("errors")[0];
        Assert.Equal((4, 19, "stringData[pin]"), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32(), error.GetProperty("field").GetString()));
        Assert.Equal("expected a string, found a number; put it in quotes", error.GetProperty("message").GetString());
    }

    private static ManifestValidationResult Validate(string text) => ManifestValidation.ValidatePaths(["-"], Stream(text));

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(ManifestValidationResult result)
    {
        using var writer = new StringWriter();
        result.WriteText(writer);
        return writer.ToString();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Pod(string name) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers: [{{name: app, image: 'busybox:1'}}]\n";
}

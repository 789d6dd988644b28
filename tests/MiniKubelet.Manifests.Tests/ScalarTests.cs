using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

/// <summary>What plain scalars become. The expectations are kubectl's; one test asks kubectl itself where it is installed.</summary>
public class ScalarTests
{
    private static readonly (string Yaml, string Json)[] Scalars =
    [
        ("yes", "true"), ("Yes", "true"), ("y", "true"), ("ON", "true"), ("True", "true"), ("tRUE", "\"tRUE\""),
        ("no", "false"), ("n", "false"), ("Off", "false"), ("FALSE", "false"),
        ("", "null"), ("~", "null"), ("Null", "null"), ("nULL", "\"nULL\""),
        ("0644", "420"), ("0o644", "420"), ("0O17", "15"), ("0o8", "\"0o8\""), ("08", "8"), ("00", "0"), ("0_7", "7"),
        ("0x1F", "31"), ("0X1f", "31"), ("-0x10", "-16"), ("0x", "\"0x\""), ("0b11", "3"), ("-0b11", "-3"), ("+0x1", "1"),
        ("1_000", "1000"), ("_1", "\"_1\""), ("+1", "1"), ("-0", "0"), ("+", "\"+\""),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"), ("100000000000000000000", "100000000000000000000"),
        ("1.0", "1"), ("1.", "1"), (".5", "0.5"), ("-.5", "-0.5"), ("1.5.2", "\"1.5.2\""), (".", "\".\""), ("-0.0", "0"),
        ("1e3", "1000"), ("1E+5", "100000"), ("1e", "\"1e\""), ("1e21", "1e+21"), ("0.000001", "0.000001"), ("0.1e-7", "1e-8"),
        ("123456789.125", "123456789.125"), ("1_0.5", "10.5"), ("Infinity", "\"Infinity\""), ("0x1p4", "\"0x1p4\""),
        ("2001-01-01", "\"2001-01-01\""), ("2001-01-01T00:00:00Z", "\"2001-01-01T00:00:00Z\""), ("12:30", "\"12:30\""),
        ("'yes'", "\"yes\""), ("\"0644\"", "\"0644\""), ("!!str 12", "\"12\""), ("!!int \"12\"", "12"), ("=", "\"=\""),
        ("v1.2", "\"v1.2\""), ("10.0.0.1", "\"10.0.0.1\""), ("1Gi", "\"1Gi\""), ("<<", "\"<<\""),
    ];

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var (yaml, json) in Scalars)
        {
            data.Add(yaml, json);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AScalarBecomesWhatKubernetesMakesOfIt(string yaml, string json)
    {
        var parsed = ManifestText.Parse("in.yaml", Encoding.UTF8.GetBytes($"value: {yaml}\n"));

        Assert.Empty(parsed.Errors);
        var scalar = Assert.IsType<ScalarNode>(((MappingNode)parsed.Documents[0])["value"]);
        Assert.Equal(Normal(json), Normal(scalar.Kind == ScalarKind.String ? $"\"{scalar.Text}\"" : scalar.Text));
    }

    [SkippableFactWithKubectl]
    public async Task KubectlMakesTheSameOfEveryScalar()
    {
        var yaml = new StringBuilder("apiVersion: example.com/v1\nkind: Any\nmetadata: {name: a}\nvalues:\n");
        foreach (var (scalar, _) in Scalars)
        {
            yaml.Append("- ").Append(scalar).Append('\n');
        }

        using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["annotate", "--local", "-o", "json", "-f", "-", "a=b"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await kubectl.StandardInput.WriteAsync(yaml.ToString());
        kubectl.StandardInput.Close();
        using var document = JsonDocument.Parse(await kubectl.StandardOutput.ReadToEndAsync());
        var values = document.RootElement.GetProperty("values").EnumerateArray().Select(value => Normal(value.ValueKind == JsonValueKind.String ? $"\"{value.GetString()}\"" : value.GetRawText()));

        Assert.Equal(Scalars.Select(scalar => $"{scalar.Yaml} is {Normal(scalar.Json)}"), Scalars.Zip(values, (scalar, value) => $"{scalar.Yaml} is {value}"));
    }

    // kubectl prints numbers beyond 64 bits from a double.
    private static string Normal(string json) =>
        json.Length > 18 && double.TryParse(json, out var number) && Math.Abs(number) > 9.2233720368547e18 ? number.ToString("R") : json;
}

/// <summary>Needs kubectl, but no server; skipped without it, unless the suite must be complete (as in CI).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SkippableFactWithKubectlAttribute : FactAttribute
{
    public SkippableFactWithKubectlAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var found = path.Split(':').Any(folder => File.Exists(Path.Combine(folder, "kubectl")));
        if (!found && Environment.GetEnvironmentVariable("MINIKUBELET_REQUIRE_RUNTIMES") != "1")
        {
            Skip = "kubectl is not installed";
        }
    }
}

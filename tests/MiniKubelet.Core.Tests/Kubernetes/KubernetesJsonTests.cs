using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Core.Tests.Kubernetes;

public class KubernetesJsonTests
{
    [Fact]
    public void APodAsKubectlPrintsItComesBackUnchanged()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kubernetes", "pod.json"));
        var pod = KubernetesJson.Deserialize<Pod>(Encoding.UTF8.GetBytes(text));
        var written = JsonNode.Parse(KubernetesJson.Serialize(pod));
        Assert.Equal(Print(JsonNode.Parse(text)), Print(written));
        Assert.Equal(pod, KubernetesJson.Deserialize<Pod>(KubernetesJson.Serialize(pod)));
    }

    [Fact]
    public void EmptyFieldsAreNotWritten() =>
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"busybox","resources":{}}]},"status":{}}""",
            Write(new Pod
            {
                Metadata = new() { Name = "web", Namespace = "" },
                Spec = new() { Containers = [new() { Name = "c", Image = "busybox" }] },
            }));

    [Fact]
    public void ContainerStatusAlwaysShowsWhatKubectlReads() =>
        Assert.Equal(
            """{"name":"c","state":{},"lastState":{},"ready":false,"restartCount":0,"image":"","imageID":""}""",
            Write(new ContainerStatus { Name = "c" }));

    [Fact]
    public void NullableScalarsKeepZeroAndFalse()
    {
        var spec = new PodSpec { AutomountServiceAccountToken = false, TerminationGracePeriodSeconds = 0, Priority = 0 };
        Assert.Equal("""{"terminationGracePeriodSeconds":0,"automountServiceAccountToken":false,"priority":0}""", Write(spec));
        Assert.Equal("""{"storageClassName":""}""", Write(new PersistentVolumeClaimSpec { StorageClassName = "", Resources = null }));
    }

    [Fact]
    public void AbsentAndNullFieldsKeepTheirDefaults()
    {
        Assert.Equal(new Pod(), KubernetesJson.Deserialize<Pod>("{}"u8));
        Assert.Equal(
            new Pod(),
            KubernetesJson.Deserialize<Pod>(
                """
                {"apiVersion":null,"metadata":{"name":null,"labels":null,"creationTimestamp":null},"spec":{"containers":null},"status":null}
                """u8));
    }

    [Theory]
    [InlineData("""{"spec":{"restartPolicy":"always"}}""")]
    [InlineData("""{"spec":{"restartPolicy":0}}""")]
    [InlineData("""{"spec":{"hostNetwork":"true"}}""")]
    [InlineData("""{"metadata":{"creationTimestamp":"yesterday"}}""")]
    public void WrongValuesAreErrors(string text) =>
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<Pod>(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void AnErrorNamesThePathAndTheValuesAllowed()
    {
        var error = Assert.Throws<JsonException>(
            () => KubernetesJson.Deserialize<Pod>("""{"spec":{"restartPolicy":"Sometimes"}}"""u8));
        Assert.Equal("$.spec.restartPolicy", error.Path);
        Assert.Contains("Always, OnFailure, Never", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PortsAreNumbersOrNames()
    {
        Assert.Equal("""{"port":8080}""", Write(new HTTPGetAction { Port = 8080 }));
        Assert.Equal("""{"port":"http"}""", Write(new HTTPGetAction { Port = "http" }));
        var probe = JsonSerializer.Deserialize("""{"tcpSocket":{"port":"http"}}""", KubernetesJson.TypeInfo<Probe>())!;
        Assert.Equal(new IntOrString("http"), probe.TcpSocket!.Port);
        Assert.NotEqual(new IntOrString("80"), new IntOrString(80));
    }

    [Fact]
    public void TimesAreUtcWithWholeSecondsAndEventTimesHaveMicroseconds()
    {
        var time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2)).AddMicroseconds(901);
        var written = Write(new Event { FirstTimestamp = time, EventTime = time });
        Assert.Contains("\"firstTimestamp\":\"2026-01-02T03:04:05Z\",\"lastTimestamp\":null", written, StringComparison.Ordinal);
        Assert.Contains("\"eventTime\":\"2026-01-02T03:04:05.678901Z\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretDataIsBase64AndNeverShownAsText()
    {
        var secret = KubernetesJson.Deserialize<Secret>("""{"metadata":{"name":"s"},"data":{"k":"aHVzaA=="},"type":"Opaque"}"""u8);
        Assert.Equal("hush", secret.Data["k"].ToText());
        Assert.DoesNotContain("hush", secret.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"k":"aHVzaA=="},"type":"Opaque"}""",
            Write(secret));
    }

    [Fact]
    public void TheStatusKindHasAStatusField() =>
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","reason":"NotFound","code":404}""",
            Write(new global::MiniKubelet.Kubernetes.Status { Result = "Failure", Reason = "NotFound", Code = 404 }));

    [Fact]
    public void ListsAlwaysHaveItems() =>
        Assert.Equal("""{"apiVersion":"v1","kind":"PodList","metadata":{},"items":[]}""", Write(new PodList()));

    // Strict checking walks this metadata, so lists and maps must show what they hold.
    [Fact]
    public void MetadataLeadsThroughListsAndMaps()
    {
        var containers = KubernetesJson.TypeInfo<PodSpec>().Properties.Single(property => property.Name == "containers");
        var list = KubernetesJson.Options.GetTypeInfo(containers.PropertyType);
        Assert.Equal(JsonTypeInfoKind.Enumerable, list.Kind);
        Assert.Equal(typeof(Container), list.ElementType);
        var map = KubernetesJson.Options.GetTypeInfo(typeof(EquatableMap<Quantity>));
        Assert.Equal(JsonTypeInfoKind.Dictionary, map.Kind);
        Assert.Equal(typeof(Quantity), map.ElementType);
    }

    private static string Write<T>(T value) => Encoding.UTF8.GetString(KubernetesJson.Serialize(value));

    // Indented and with sorted keys, so that a difference is easy to see.
    private static string Print(JsonNode? node) => Sorted(node)!.ToJsonString(new() { WriteIndented = true });

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

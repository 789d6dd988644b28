using System.Net;
using System.Text.Json;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tests.Resources;

public sealed class ListTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task AListHasItsKindAndTheVersionToWatchFrom()
    {
        var stored = _api.Status.Pods.Put(Samples.Pod("web"));

        var list = await _api.GetJsonAsync("/api/v1/pods");

        Assert.Equal("PodList", list.GetProperty("kind").GetString());
        Assert.Equal("v1", list.GetProperty("apiVersion").GetString());
        var version = list.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        Assert.True(long.Parse(version) >= long.Parse(stored.Metadata.ResourceVersion!));
    }

    [Theory]
    [InlineData("", "a,b,c")]
    [InlineData("?labelSelector=app%3Dweb", "a,b")]
    [InlineData("?labelSelector=app!%3Dweb", "c")]
    [InlineData("?labelSelector=tier%20in%20(front,back),app", "a")]
    [InlineData("?labelSelector=!tier", "b,c")]
    [InlineData("?fieldSelector=metadata.name%3Db", "b")]
    [InlineData("?fieldSelector=status.phase!%3DRunning", "c")]
    [InlineData("?fieldSelector=spec.nodeName%3Dnode1,status.phase%3DRunning", "a,b")]
    [InlineData("?limit=1", "a,b,c")]
    [InlineData("?resourceVersion=0", "a,b,c")]
    public async Task SelectorsChoose(string query, string expected)
    {
        _api.Status.Pods.Put(Samples.Pod("a", labels: [("app", "web"), ("tier", "front")]));
        _api.Status.Pods.Put(Samples.Pod("b", labels: [("app", "web")]));
        _api.Status.Pods.Put(Samples.Pod("c", phase: PodPhase.Pending));

        var list = await _api.GetJsonAsync("/api/v1/namespaces/default/pods" + query);

        Assert.Equal(expected, string.Join(',', Names(list)));
    }

    [Fact]
    public async Task ANamespaceHoldsOnlyItsOwn()
    {
        _api.Status.Pods.Put(Samples.Pod("a"));
        _api.Status.Pods.Put(Samples.Pod("b", ns: "other"));

        Assert.Equal(["b"], Names(await _api.GetJsonAsync("/api/v1/namespaces/other/pods")));
        Assert.Equal(["a", "b"], Names(await _api.GetJsonAsync("/api/v1/pods")));
        Assert.Equal(["default", "kube-system", "other"], Names(await _api.GetJsonAsync("/api/v1/namespaces")));
    }

    [Theory]
    [InlineData("/api/v1/pods?fieldSelector=spec.colour%3Dred", 400, "BadRequest", "field label not supported: spec.colour")]
    [InlineData("/api/v1/pods?labelSelector=a%20near%20(b)", 400, "BadRequest", "unable to parse requirement: found 'near', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("/api/v1/namespaces/default/pods/web", 404, "NotFound", "pods \"web\" not found")]
    [InlineData("/api/v1/nodes/n", 404, "NotFound", "nodes \"n\" not found")]
    [InlineData("/api/v1/widgets", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("/api/v1/pods?continue=abc", 400, "BadRequest", "continue key is not valid: this server never gives one")]
    [InlineData("/api/v1/pods?resourceVersionMatch=Exact", 422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("/api/v1/pods?resourceVersion=1&resourceVersionMatch=Exact", 410, "Expired", null)]
    [InlineData("/api/v1/pods?resourceVersion=9000000000000000000", 504, "Timeout", null)]
    [InlineData("/api/v1/namespaces/default/pods/web/exec", 405, "MethodNotAllowed", "the server does not allow this method on the requested resource")]
    public async Task ErrorsAreStatusObjects(string path, int code, string reason, string? message)
    {
        var status = await _api.GetJsonAsync(path, (HttpStatusCode)code);

        Assert.Equal("Status", status.GetProperty("kind").GetString());
        Assert.Equal("Failure", status.GetProperty("status").GetString());
        Assert.Equal(reason, status.GetProperty("reason").GetString());
        Assert.Equal(code, status.GetProperty("code").GetInt32());
        if (message is not null)
        {
            Assert.Equal(message, status.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/default/pods")]
    [InlineData("PUT", "/api/v1/namespaces/default/pods/web")]
    [InlineData("PATCH", "/api/v1/namespaces/default/pods/web")]
    [InlineData("DELETE", "/api/v1/namespaces/default/pods/web")]
    public async Task WritingIsNotAllowed(string method, string path)
    {
        using var client = _api.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}") };

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("None", false, null)]
    [InlineData("Metadata", true, "PartialObjectMetadata")]
    [InlineData("Object", true, "Pod")]
    public async Task ATableCarriesAsMuchOfTheObjectAsAskedFor(string include, bool hasObject, string? kind)
    {
        _api.Status.Pods.Put(Samples.Pod("web"));

        var table = await _api.GetJsonAsync(
            $"/api/v1/pods?includeObject={include}", accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        Assert.Equal("Table", table.GetProperty("kind").GetString());
        var row = table.GetProperty("rows")[0];
        Assert.Equal("web", row.GetProperty("cells")[0].GetString());
        Assert.Equal(hasObject, row.TryGetProperty("object", out var item));
        Assert.Equal(kind, hasObject ? item.GetProperty("kind").GetString() : null);
    }

    [Fact]
    public async Task EventsAreServedInBothGroups()
    {
        var pod = _api.Status.Pods.Put(Samples.Pod("web"));
        _api.Events.Record(pod, Agent.Events.EventType.Warning, "BackOff", "Back-off restarting failed container");

        var core = (await _api.GetJsonAsync("/api/v1/events?fieldSelector=involvedObject.name%3Dweb,reason%3DBackOff")).GetProperty("items")[0];
        Assert.Equal("Back-off restarting failed container", core.GetProperty("message").GetString());

        var newer = (await _api.GetJsonAsync("/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dweb")).GetProperty("items")[0];
        Assert.Equal("events.k8s.io/v1", newer.GetProperty("apiVersion").GetString());
        Assert.Equal("Back-off restarting failed container", newer.GetProperty("note").GetString());
        Assert.Equal("web", newer.GetProperty("regarding").GetProperty("name").GetString());
        Assert.Equal(1, newer.GetProperty("deprecatedCount").GetInt32());
    }

    [Theory]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "apidiscovery.k8s.io/v2")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "apidiscovery.k8s.io/v2beta1")]
    [InlineData("application/json", "v1")]
    public async Task DiscoveryComesInTheFormAskedFor(string accept, string expected)
    {
        var groups = await _api.GetJsonAsync("/apis", accept: accept);

        Assert.Equal(expected, groups.GetProperty("apiVersion").GetString());
        Assert.Contains("events.k8s.io", groups.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("metrics.k8s.io", groups.GetRawText(), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Names(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("metadata").GetProperty("name").GetString());
}

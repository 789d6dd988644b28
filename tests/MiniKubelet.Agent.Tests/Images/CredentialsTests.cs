using MiniKubelet.Agent.Tests.Pods;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Images;

/// <summary>What pods show registries: their imagePullSecrets, then what the node knows.</summary>
public sealed class CredentialsTests : IDisposable
{
    private const string Image = "quay.io/team/app:1";
    private const string Password = "hunter2";
    private static readonly RegistryCredentials Wanted = new("me", Password, null, null);
    private readonly PodRuntimeHarness _harness = new();

    public CredentialsTests() => _harness.Runtime.PrivateImage(Image, Wanted);

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths": {"quay.io": {"username": "me", "password": "hunter2"}}}""")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths": {"https://quay.io/v2/": {"auth": "bWU6aHVudGVyMg=="}}}""")]
    [InlineData("kubernetes.io/dockercfg", ".dockercfg", """{"*.io": {"auth": "bWU6aHVudGVyMg"}}""")]
    public async Task APodsSecretOpensTheRegistry(string type, string key, string json)
    {
        var pod = Private("regcred");
        _harness.Start();
        _harness.Services.Status.Secrets.Put(SecretOf("regcred", type, key, json));
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.PullImage));
        Assert.DoesNotContain("FailedToRetrieveImagePullSecret", _harness.Reasons());
    }

    [Fact]
    public async Task AllCandidatesAreTriedInTurnAndTheirErrorsToldTogether()
    {
        var pod = Private("first", "second");
        _harness.Start();
        _harness.Services.Status.Secrets.Put(ConfigJson("first", "quay.io", "wrong", Password));
        _harness.Services.Status.Secrets.Put(ConfigJson("second", "quay.io/team", "bad", Password));
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        Assert.Contains(
            $"Failed to pull image \"{Image}\": [bad is refused, wrong is refused]",
            _harness.Services.Status.Events.List().Items.Select(e => e.Message));
        WriteNodeConfig("config.json", """{"auths": {"quay.io": {"username": "me", "password": "hunter2"}}}""");
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("config.json", """{"auths": {"quay.io": {"username": "me", "password": "hunter2"}}}""")]
    [InlineData(".dockercfg", """{"quay.io": {"username": "me", "password": "hunter2"}}""")]
    public async Task WhatTheNodeKnowsOpensTheRegistry(string file, string json)
    {
        var pod = PodOf(App("a") with { Image = Image });
        WriteNodeConfig(file, json);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.Contains("can be read by everybody", _harness.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenNodeFileIsToldOnceAndTheNextOneCounts()
    {
        var pod = PodOf(App("a") with { Image = Image });
        WriteNodeConfig("config.json", "hunter2");
        WriteNodeConfig(".dockercfg", """{"quay.io": {"username": "me", "password": "hunter2"}}""");
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.Contains("config.json is not used: not JSON, line 1", _harness.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "hunter2")]
    [InlineData("Opaque", ".dockerconfigjson", """{"auths": {"quay.io": {"username": "me", "password": "hunter2"}}}""")]
    [InlineData(null, null, null)]
    public async Task ASecretThatIsMissingOfAnotherTypeOrBrokenIsToldAndTheRestCounts(string? type, string? key, string? json)
    {
        var pod = Private("regcred", "other", "");
        _harness.Start();
        if (type is not null)
        {
            _harness.Services.Status.Secrets.Put(SecretOf("regcred", type, key!, json!));
        }

        _harness.Services.Status.Secrets.Put(ConfigJson("other", "quay.io", "me", Password));
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        var told = Assert.Single(_harness.Services.Status.Events.List().Items, e => e.Reason == "FailedToRetrieveImagePullSecret");
        Assert.Equal(
            ("Warning", "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed."),
            (told.Type, told.Message));
        Assert.Null(told.InvolvedObject.FieldPath);
    }

    [Fact]
    public async Task AnImageThatIsThereNeedsNoCredentials()
    {
        var pod = Private("regcred");
        _harness.Runtime.PresentImage(Image);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.DoesNotContain("FailedToRetrieveImagePullSecret", _harness.Reasons());
    }

    [Fact]
    public async Task ASecretThatComesEndsTheBackOffAtOnce()
    {
        var pod = Private("regcred");
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        _harness.Services.Status.Secrets.Put(ConfigJson("regcred", "quay.io", "me", Password));
        _harness.Workers.CredentialsChanged(pod.Metadata.Uid);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
    }

    [Fact]
    public async Task ASecretThatComesWhileAPullIsRefusedIsUsedAtOnce()
    {
        var pod = Private("regcred");
        using (_harness.Runtime.Hang(RuntimeVerb.PullImage))
        {
            _harness.Run(pod);
            await _harness.UntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.PullImage) == 1);
            _harness.Services.Status.Secrets.Put(ConfigJson("regcred", "quay.io", "me", Password));
            _harness.Workers.CredentialsChanged(pod.Metadata.Uid);
        }

        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
    }

    [Fact]
    public async Task NothingOfTheCredentialsIsEverSaid()
    {
        var pod = Private("regcred", "broken");
        _harness.Start();
        _harness.Services.Status.Secrets.Put(ConfigJson("regcred", "quay.io", "wrong", Password));
        _harness.Services.Status.Secrets.Put(SecretOf("broken", "kubernetes.io/dockercfg", ".dockercfg", Password));
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        Assert.DoesNotContain(Password, _harness.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(_harness.Services.Status.Events.List().Items, e => e.Message!.Contains(Password, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, _harness.ShownContainer(pod, "a")!.State.Waiting!.Message, StringComparison.Ordinal);
    }

    private static Pod Private(params string[] secrets) => PodOf(App("a") with { Image = Image })
        .With(spec => spec with { ImagePullSecrets = [.. secrets.Select(name => new LocalObjectReference { Name = name })] });

    private static Secret ConfigJson(string name, string registry, string user, string password) => SecretOf(
        name,
        "kubernetes.io/dockerconfigjson",
        ".dockerconfigjson",
        $$"""{"auths": {"{{registry}}": {"username": "{{user}}", "password": "{{password}}"} } }""");

    private static Secret SecretOf(string name, string type, string key, string json) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Type = type,
        Data = EquatableMap<Bytes>.Empty.With(key, Bytes.FromText(json)),
    };

    private void WriteNodeConfig(string name, string json)
    {
        Directory.CreateDirectory(_harness.Files.RootDirectory);
        var path = Path.Join(_harness.Files.RootDirectory, name);
        File.WriteAllText(path, json);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
    }
}

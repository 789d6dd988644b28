using System.Globalization;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Images from a private registry, with TLS and a password.</summary>
[RequiresRegistry]
public abstract class ImageTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const string WrongPassword = "let-me-in-anyway";

    [RuntimeFact]
    public async Task WhatIsMissingIsSaidAndThePodsStartOnceItIsThere()
    {
        using var registry = new TestRegistry();
        var (secret, never) = (await registry.PushAsync(), await registry.PushAsync());
        Put(new Manifest("web") { Containers = [Container("app", secret.Name)], Spec = "imagePullSecrets: [{ name: regcred }]" });
        Put(new Manifest("never") { Containers = [Container("app", never.Name, "imagePullPolicy: Never")] });
        Put(new Manifest("nameless") { Containers = [Container("app", "Not/An:Image")] });

        // Without credentials.
        var waiting = await WaitsAsync("web", "ImagePullBackOff");
        Assert.StartsWith($"Back-off pulling image \"{secret.Name}\": ErrImagePull: ", waiting, StringComparison.Ordinal);
        await SaysAsync("web", "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.");
        await SaysAsync("web", "Pulling", $"Pulling image \"{secret.Name}\"");
        await SaysAsync("web", "Failed", $"Failed to pull image \"{secret.Name}\": ");
        await SaysAsync("web", "Failed", "Error: ErrImagePull");
        await SaysAsync("web", "BackOff", $"Back-off pulling image \"{secret.Name}\"");
        await SaysAsync("web", "Failed", "Error: ImagePullBackOff");

        // With the wrong password: tried again, and refused.
        var refusals = (await SaysAsync("web", "Failed", "Error: ErrImagePull")).Count;
        PutSecret(WrongPassword);
        await EventAsync("of another refusal", e => IsOf(e, "web", "Failed", "Error: ErrImagePull") && e.Count > refusals);
        await WaitsAsync("web", "ImagePullBackOff");

        // With the right one.
        PutSecret(TestRegistry.Password);
        var web = await ReadyAsync("web");
        Assert.Equal((secret.Name, $"{secret.Repository}@{secret.Digest}"), (web.Container("app").Image, web.Container("app").ImageID));
        Assert.Equal(0, web.Container("app").RestartCount);
        var pulled = await SaysAsync("web", "Pulled", $"Successfully pulled image \"{secret.Name}\" in ");
        Assert.Matches(@" in [0-9.msh]+ \([0-9.msh]+ including waiting\)\. Image size: [0-9]+ bytes\.$", pulled.Message);

        // An image that the daemon may not pull is put there by somebody else.
        Assert.Equal($"Container image \"{never.Name}\" is not present with pull policy of Never", await WaitsAsync("never", "ErrImageNeverPull"));
        await SaysAsync("never", "Failed", "Error: ErrImageNeverPull");
        await using (var connected = await Runtime.ConnectAsync())
        {
            var credentials = new RegistryCredentials(TestRegistry.Username, TestRegistry.Password, null, null);
            await connected.PullImageAsync(never.Name, credentials, CancellationToken.None);
        }

        await ReadyAsync("never");
        await SaysAsync("never", "Pulled", $"Container image \"{never.Name}\" already present on machine");

        const string invalid = "Failed to apply default image tag \"Not/An:Image\": couldn't parse image name \"Not/An:Image\": invalid reference format: repository name (An) must be lowercase";
        Assert.Equal(invalid, await WaitsAsync("nameless", "InvalidImageName"));
        await SaysAsync("nameless", "InspectFailed", invalid);

        foreach (var password in (string[])[WrongPassword, TestRegistry.Password])
        {
            Assert.DoesNotContain(password, Daemon.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(await Api.EventsAsync(), e => e.Message!.Contains(password, StringComparison.Ordinal));
        }
    }

    [RuntimeFact]
    public async Task TheNodesConfigurationOpensTheRegistryAndAllImagesAreFetchedAtOnceThoughStartedInOrder()
    {
        using var registry = new TestRegistry();
        var (first, second, third) = (await registry.PushAsync(), await registry.PushAsync(), await registry.PushAsync());
        var path = Path.Join(Folder.State, "config.json");
        await File.WriteAllTextAsync(path, TestRegistry.ConfigJson());
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // One by its tag, pulled though it will be there; one by its digest; one by both.
        Put(new Manifest("web")
        {
            Init = [Container("first", first.Name, "imagePullPolicy: Always", script: "until test -e /shared/go; do sleep 0.1; done; echo first >> /shared/log")],
            Containers =
            [
                Container("second", $"{second.Repository}@{second.Digest}", script: $"echo second >> /shared/log; {Manifest.Idle}"),
                Container("third", $"{third.Name}@{third.Digest}", script: $"{Manifest.Idle}"),
            ],
        });
        foreach (var (container, image) in new[] { ("first", first.Name), ("second", $"{second.Repository}@{second.Digest}"), ("third", $"{third.Name}@{third.Digest}") })
        {
            // The others' too, while the first container still runs.
            await EventAsync(
                $"that tells of the pull for {container}",
                e => IsOf(e, "web", "Pulled", $"Successfully pulled image \"{image}\" in ") && e.InvolvedObject.FieldPath!.Contains($"{{{container}}}", StringComparison.Ordinal));
        }

        Assert.Empty(Log.Lines);
        await File.WriteAllTextAsync(Path.Join(Folder.Shared, "go"), "");
        var pod = await ReadyAsync("web");
        Log.Is("first", "second");
        Assert.Equal(
            [$"{first.Repository}@{first.Digest}", $"{second.Repository}@{second.Digest}", $"{third.Repository}@{third.Digest}"],
            ((string[])["first", "second", "third"]).Select(name => pod.Container(name).ImageID));
        Assert.Equal(
            ["first", "second", "third"],
            (await Api.EventsAsync()).Where(e => IsOf(e, "web", "Started", ""))
                .OrderBy(e => long.Parse(e.Metadata.ResourceVersion!, CultureInfo.InvariantCulture))
                .Select(e => e.Message!.Split(' ')[^1]));
    }

    private static string Container(string name, string image, string more = "", string script = Manifest.Idle) =>
        $"{{ name: {name}, image: \"{image}\", command: [sh, -c, {Manifest.Quote(script)}], "
        + $"volumeMounts: [{{ name: shared, mountPath: /shared }}]{(more.Length > 0 ? $", {more}" : "")} }}";

    private static bool IsOf(Event e, string pod, string reason, string message) =>
        e.InvolvedObject.Name == pod && e.Reason == reason && e.Message!.StartsWith(message, StringComparison.Ordinal);

    private void PutSecret(string password) => Folder.Put("regcred.yaml", $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: regcred }
        type: kubernetes.io/dockerconfigjson
        stringData: { .dockerconfigjson: {{Manifest.Quote(TestRegistry.ConfigJson(password))}} }

        """);

    /// <summary>Waits until the container waits for a reason; its message.</summary>
    private async Task<string> WaitsAsync(string pod, string reason) =>
        (await PodAsync(pod, $"waits with {reason}", p => p.Container("app").State.Waiting?.Reason == reason))
        .Container("app").State.Waiting!.Message!;

    private Task<Event> SaysAsync(string pod, string reason, string message) =>
        EventAsync($"{reason} of {pod}: {message}", e => IsOf(e, pod, reason, message));
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ImagesOnContainerdTests(ITestOutputHelper output) : ImageTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ImagesOnDockerTests(ITestOutputHelper output) : ImageTests(RuntimeUnderTest.Docker, output);

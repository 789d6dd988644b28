using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Each kind of probe against real servers and commands in pods, and what it says when it fails.</summary>
public abstract class ProbeHandlerTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const string PauseImage = "minikubelet.local/pause:1";

    [RuntimeFact]
    public async Task AGrpcServiceThatStopsServingIsRestarted()
    {
        Touch("serving");
        Touch("serving.orders");
        Put(new Manifest("web")
        {
            Containers =
            [
                $"{{ name: app, image: \"{Manifest.Image}\", command: [/grpc-health, \"5000\", /shared/serving], "
                + "volumeMounts: [{ name: shared, mountPath: /shared }], "
                + "livenessProbe: { grpc: { port: 5000 }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 }, "
                + "readinessProbe: { grpc: { port: 5000, service: orders }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 } }",
                // Nobody listens there.
                Manifest.Script("silent", Manifest.Idle, "readinessProbe: { grpc: { port: 5001 }, periodSeconds: 1 }"),
            ],
        });
        var before = await AppAsync("is ready", app => app.Ready);
        await UnhealthyAsync(
            $"Readiness probe failed: timeout: failed to connect service \"{before.Status.PodIP}:5001\" within 1s: context deadline exceeded");

        File.Delete(Shared("serving.orders"));
        await AppAsync("is not ready", app => !app.Ready);
        await UnhealthyAsync("Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")");

        File.Delete(Shared("serving"));
        await AppAsync("is restarted", app => app.RestartCount == 1);
        await UnhealthyAsync("Liveness probe failed: service unhealthy (responded with \"NOT_SERVING\")");

        Touch("serving");
        Touch("serving.orders");
        var after = await AppAsync("is ready again", app => app is { Ready: true, RestartCount: >= 1 });
        Assert.NotEqual(before.Container("app").ContainerID, after.Container("app").ContainerID);

        async Task<Pod> AppAsync(string what, Func<ContainerStatus, bool> condition) =>
            await PodAsync("web", $"app {what}", pod => condition(pod.Container("app")));
    }

    [RuntimeFact]
    public async Task EveryHandlerReachesItsServer()
    {
        using var server = new TlsServer();
        // busybox's httpd sends a request for a directory without its slash to the one with it.
        const string serve =
            "mkdir -p /tmp/www/dir /tmp/www/cgi-bin; echo found > /tmp/www/dir/index.html; "
            + "printf '#!/bin/sh\\necho \"Status: 200 OK\"; echo; echo \"$QUERY_STRING $HTTP_HOST $HTTP_USER_AGENT\" > /shared/asked' > /tmp/www/cgi-bin/ask; "
            + "chmod +x /tmp/www/cgi-bin/ask; exec httpd -f -p 8080 -h /tmp/www";
        const string web = "ports: [{ name: web, containerPort: 8080 }], ";
        Put(new Manifest("web")
        {
            GraceSeconds = 1,
            Init =
            [
                Manifest.Script(
                    "sidecar", "exec httpd -f -p 9000 -h /tmp",
                    "restartPolicy: Always, ports: [{ name: line, containerPort: 9000 }], "
                    + "startupProbe: { tcpSocket: { port: line }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 60 }"),
            ],
            Containers =
            [
                Manifest.Script(
                    "app", serve,
                    web + "env: [{ name: FILE, value: /shared/asked }], "
                    + "startupProbe: { httpGet: { port: web, path: '/cgi-bin/ask?deep=1', httpHeaders: [{ name: Host, value: shop }] }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 60 }, "
                    + "livenessProbe: { exec: { command: [test, -s, $(FILE)] }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 }, "
                    + "readinessProbe: { httpGet: { port: web, path: /dir }, periodSeconds: 1, timeoutSeconds: 5 }"),
                Manifest.Script(
                    "outside", Manifest.Idle,
                    $"readinessProbe: {{ httpGet: {{ host: 127.0.0.1, port: {server.Port}, scheme: HTTPS, path: /health }}, periodSeconds: 1, timeoutSeconds: 5 }}"),
            ],
        });
        await ReadyAsync("web");
        Assert.Equal("deep=1 shop kube-probe/1.35", File.ReadAllText(Shared("asked")).Trim());
        Assert.Contains($"GET /health HTTP/1.1", server.Requests.First(), StringComparison.Ordinal);
        Assert.Contains($"Host: 127.0.0.1:{server.Port}", server.Requests.First(), StringComparison.Ordinal);

        server.Answer = "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.invalid/";
        await EventAsync("of the redirect", e => e is { Reason: "ProbeWarning", Message: "Readiness probe warning: Probe terminated redirects, Response body: " });
        server.Answer = "HTTP/1.1 503 Service Unavailable";
        await PodAsync("web", "outside is not ready", pod => pod.Container("outside") is { Ready: false, RestartCount: 0 });
        await UnhealthyAsync("Readiness probe failed: HTTP probe failed with statuscode: 503");

        // In the host's network namespace all along: a thread that was left in a pod's would dial from there for ever.
        var own = new FileInfo($"/proc/{Daemon.Id}/ns/net").LinkTarget;
        Assert.All(
            Directory.GetDirectories($"/proc/{Daemon.Id}/task").Select(task => new FileInfo($"{task}/ns/net")).Where(link => link.Exists),
            link => Assert.Equal(own, link.LinkTarget));
    }

    [RuntimeFact]
    public async Task AProbeThatCannotBeMadeChangesNothingAndOneThatHangsFails()
    {
        // Two pods, and long periods where one run tells all: of one pod only so many events are shown.
        Put(new Manifest("web")
        {
            GraceSeconds = 1,
            Containers =
            [
                // The shell is there, what it is told to run is not: that is an answer.
                Manifest.Script(
                    "shell", Manifest.Idle,
                    "readinessProbe: { exec: { command: [sh, -c, no-such-command] }, periodSeconds: 600, timeoutSeconds: 60, failureThreshold: 1 }"),
                // No shell, nor anything else that could be run.
                $"{{ name: bare, image: \"{PauseImage}\", livenessProbe: {{ exec: {{ command: [sh, -c, exit 1] }}, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 }} }}",
            ],
        });
        Put(new Manifest("hung")
        {
            GraceSeconds = 1,
            Containers =
            [
                Manifest.Script(
                    "hangs", Manifest.Idle,
                    "readinessProbe: { exec: { command: [sleep, \"98765\"] }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 }"),
                Manifest.Script(
                    "closed", Manifest.Idle,
                    "readinessProbe: { httpGet: { port: 81, path: /x }, periodSeconds: 600, timeoutSeconds: 60, failureThreshold: 1 }, "
                    + "startupProbe: { exec: { command: ['true'] }, timeoutSeconds: 60 }"),
            ],
        });
        // containerd names the exec in its message, so each may be an Event of its own.
        await Until.TrueAsync(
            "a probe that cannot be made is told of again and again",
            async () => (await Api.EventsAsync())
                .Where(e => e.Message?.StartsWith("Liveness probe errored and resulted in unknown state: ", StringComparison.Ordinal) == true)
                .Sum(e => e.Count) >= 3);
        await EventAsync(
            "of the command that is not there",
            e => e.Message?.StartsWith("Readiness probe failed: sh: no-such-command: not found", StringComparison.Ordinal) == true);
        await EventAsync("of the hung command", e => e is { Message: "Readiness probe failed: command timed out: \"sleep 98765\" timed out after 1s", Count: >= 3 });
        var hung = await PodAsync("hung", "has an address", pod => pod.Status.PodIP is not null);
        await UnhealthyAsync(
            $"Readiness probe failed: Get \"http://{hung.Status.PodIP}:81/x\": dial tcp {hung.Status.PodIP}:81: connect: connection refused");

        var pod = await PodAsync("web", "is there", _ => true);
        Assert.Equal((true, 0), (pod.Container("bare").Ready, pod.Container("bare").RestartCount));
        Assert.False(pod.IsReady());
        // At most the one that is being probed: those that ran out of time are gone.
        Assert.InRange(await CountProcessesAsync("hangs", hung, "98765"), 0, 1);
    }

    private async Task<int> CountProcessesAsync(string container, Pod pod, string word)
    {
        await using var connected = await Runtime.ConnectAsync();
        var result = await connected.ExecAsync(
            pod.ContainerId(container), ["sh", "-c", $"ps | grep -c '[{word[0]}]{word[1..]}'"], Until.Patience, 1024, CancellationToken.None);
        return int.Parse(result.Output, null);
    }

    private Task<Event> UnhealthyAsync(string message) =>
        EventAsync($"that says \"{message}\"", e => e is { Reason: "Unhealthy", Type: "Warning" } && e.Message == message);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ProbeHandlersOnContainerdTests(ITestOutputHelper output) : ProbeHandlerTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ProbeHandlersOnDockerTests(ITestOutputHelper output) : ProbeHandlerTests(RuntimeUnderTest.Docker, output);

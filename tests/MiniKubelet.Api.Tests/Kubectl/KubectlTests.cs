using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Testing;

namespace MiniKubelet.Api.Tests.Kubectl;

/// <summary>What a person sees who types these commands.</summary>
public sealed partial class KubectlTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        var now = TimeProvider.System.GetUtcNow();
        _api.Status.Nodes.Put(Samples.Node());
        _api.Status.Pods.Put(Samples.Pod("web", labels: [("app", "web")], created: now.AddHours(-3)));
        _api.Status.Pods.Put(Samples.Pod("job", labels: [("app", "job")], phase: PodPhase.Succeeded) with
        {
            Status = new PodStatus { Phase = PodPhase.Succeeded, ContainerStatuses = [Samples.Ended("main", 0, "Completed")] },
        });
        _api.Status.Pods.Put(Samples.Pod("crash", ns: "other", created: now.AddDays(-3)) with
        {
            Status = new PodStatus
            {
                Phase = PodPhase.Running,
                ContainerStatuses = [Samples.Waiting("main", "CrashLoopBackOff", 4, now.AddMinutes(-5))],
            },
        });
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [KubectlFact]
    public async Task GetPods()
    {
        Assert.Equal(
            """
            NAME READY STATUS RESTARTS AGE
            job 0/1 Completed 0 Ns
            web 1/1 Running 0 3h
            """,
            await TableAsync("get", "pods"));
        Assert.Equal(
            """
            NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
            web 1/1 Running 0 3h 10.1.2.3 node1 <none> <none>
            """,
            await TableAsync("get", "pods", "-o", "wide", "-l", "app in (web)"));
        Assert.Equal(
            """
            NAMESPACE NAME READY STATUS RESTARTS AGE
            default job 0/1 Completed 0 Ns
            default web 1/1 Running 0 3h
            other crash 0/1 CrashLoopBackOff 4 (5m ago) 3d
            """,
            Regex.Replace(await TableAsync("get", "po", "-A"), @"5m\d+s", "5m"));
        Assert.Equal("pod/web\n", await KubectlAsync("get", "pods", "--field-selector", "status.phase=Running", "-o", "name"));
        Assert.Contains("No resources found in kube-system namespace.", await KubectlAsync("get", "pods", "-n", "kube-system"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task GetAsYamlAndJson()
    {
        Assert.Equal("10.1.2.3", await KubectlAsync("get", "pod", "web", "-o", "jsonpath={.status.podIP}"));
        Assert.Equal("job web", await KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].metadata.name}"));
        Assert.Contains("  name: web\n  namespace: default\n", await KubectlAsync("get", "pod", "web", "-o", "yaml"), StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"List\"", await KubectlAsync("get", "pods", "-o", "json"), StringComparison.Ordinal);
        Assert.Equal("NAME\nweb\njob\n", await KubectlAsync("get", "pods", "--sort-by=.metadata.creationTimestamp", "-o", "custom-columns=NAME:.metadata.name"));
    }

    [KubectlFact]
    public async Task GetOtherKinds()
    {
        _api.Status.ConfigMaps.Put(new ConfigMap
        {
            Metadata = new() { Name = "settings", Namespace = "default", CreationTimestamp = TimeProvider.System.GetUtcNow() },
            Data = EquatableMap<string>.Empty.With("a", "1").With("b", "2"),
        });
        _api.Status.Secrets.Put(new Secret
        {
            Metadata = new() { Name = "token", Namespace = "default", CreationTimestamp = TimeProvider.System.GetUtcNow() },
            Type = "Opaque",
        });

        Assert.Equal("NAME STATUS ROLES AGE VERSION\nnode1 Ready <none> Ns v1.35.0", await TableAsync("get", "nodes"));
        Assert.Equal(
            "NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME\n"
            + "node1 Ready <none> Ns v1.35.0 192.0.2.7 <none> Debian 6.18.0 containerd://1.6.20",
            await TableAsync("get", "no", "-o", "wide"));
        Assert.Equal("NAME DATA AGE\nsettings 2 Ns", await TableAsync("get", "cm"));
        Assert.Equal("NAME TYPE DATA AGE\ntoken Opaque 0 Ns", await TableAsync("get", "secrets"));
        Assert.Equal(
            "NAME STATUS AGE\ndefault Active Ns\nkube-system Active Ns\nother Active Ns", await TableAsync("get", "ns"));
        Assert.Contains("pod/web", await KubectlAsync("get", "all"), StringComparison.Ordinal);
        Assert.Contains("events.k8s.io/v1", await KubectlAsync("api-resources"), StringComparison.Ordinal);
        Assert.Contains("v1.35.0", await KubectlAsync("version"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task EventsAndDescribe()
    {
        var pod = _api.Status.Pods.Get("default", "web")!;
        _api.Events.Record(pod, "main", EventType.Normal, "Started", "Started container main");
        _api.Events.Record(pod, "main", EventType.Warning, "Unhealthy", "Readiness probe failed");
        _api.Events.Record(pod, "main", EventType.Warning, "Unhealthy", "Readiness probe failed");

        Assert.Equal(
            """
            LAST SEEN TYPE REASON OBJECT MESSAGE
            Ns Normal Started pod/web Started container main
            Ns Warning Unhealthy pod/web Readiness probe failed
            """,
            Sorted(await TableAsync("get", "events")));
        Assert.Contains("(x2 over", await KubectlAsync("events", "--for", "pod/web"), StringComparison.Ordinal);

        for (var i = 0; i < 12; i++)
        {
            _api.Events.Record(_api.Status.Pods.Get("default", "job")!, EventType.Warning, "FailedMount", $"attempt {i}");
        }

        var mounts = await TableAsync("get", "events", "--field-selector", "reason=FailedMount");
        Assert.Contains("(combined from similar events): attempt 11", mounts, StringComparison.Ordinal);
        Assert.Equal(11, mounts.Split('\n').Length);

        var described = await KubectlAsync("describe", "pod", "web");
        Assert.Contains("Started container main", described, StringComparison.Ordinal);
        Assert.Matches(@"Unhealthy\s+\d+s \(x2 over \d+s\)\s+kubelet\s+Readiness probe failed", described);
        Assert.Matches(@"Node:\s+node1/192.0.2.7", described);
        var node = await KubectlAsync("describe", "node", "node1");
        Assert.Contains("KubeletReady", node, StringComparison.Ordinal);
        Assert.Matches(@"default\s+web", node);
    }

    [KubectlFact]
    public async Task Logs()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Exited, "before\n");
        _api.Runtime.Add("uid-web", "main", RunState.Running, "now\n");

        Assert.Equal("now\n", await KubectlAsync("logs", "web"));
        Assert.Equal("before\n", await KubectlAsync("logs", "web", "-c", "main", "--previous"));
        Assert.Contains(
            "container \"main\" in pod \"job\" is waiting to start: ContainerCreating", await KubectlAsync("logs", "job"), StringComparison.Ordinal);
        Assert.Contains("pods \"nope\" not found", await KubectlAsync("logs", "nope"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task WatchShowsAnUpdate()
    {
        // A list: kubectl watches from its version. (Of a single pod it skips the first event, whatever that says.)
        using var process = Start("get", "pods", "--watch", "-l", "app=web");
        var lines = process.StandardOutput;
        Assert.StartsWith("NAME", await lines.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        Assert.Contains("Running", await lines.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);

        var pod = _api.Status.Pods.Get("default", "web")!;
        _api.Status.Pods.Put(pod with { Metadata = pod.Metadata with { DeletionTimestamp = TimeProvider.System.GetUtcNow() } });

        Assert.Contains("Terminating", await lines.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        process.Kill();
    }

    [KubectlFact]
    public async Task WaitSeesACondition()
    {
        Assert.Equal("pod/web condition met\n", await KubectlAsync("wait", "pod/web", "--for=condition=Ready", "--timeout=20s"));
        using var process = Start("wait", "pod/web", "--for=delete", "--timeout=20s");
        _api.Status.Pods.Remove("default", "web");
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [KubectlFact]
    public async Task ErrorsReadWell()
    {
        Assert.Equal("Error from server (NotFound): pods \"nope\" not found\n", await KubectlAsync("get", "pod", "nope"));
        Assert.Contains("MethodNotAllowed", await KubectlAsync("delete", "pod", "web"), StringComparison.Ordinal);
        Assert.Contains(
            "You must be logged in to the server (Unauthorized)", await KubectlAsync("get", "pods", "--user", "nobody"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task CreatingIsRefusedByUsAndNotForWantOfASchema()
    {
        var manifest = Path.Combine(Path.GetDirectoryName(_api.Options.CertDirectory)!, "pod.yaml");
        await File.WriteAllTextAsync(
            manifest, "apiVersion: v1\nkind: Pod\nmetadata: {name: new}\nspec: {containers: [{name: a, image: b}]}\n");

        Assert.Equal("pod/new created (dry run)\n", await KubectlAsync("create", "-f", manifest, "--dry-run=client"));
        Assert.Contains("(MethodNotAllowed)", await KubectlAsync("create", "-f", manifest), StringComparison.Ordinal);
    }

    private static string Sorted(string table)
    {
        var lines = table.Split('\n');
        return string.Join('\n', lines.Take(1).Concat(lines.Skip(1).Order(StringComparer.Ordinal)));
    }

    /// <summary>A table with single blanks, and ages of a few seconds made equal.</summary>
    private async Task<string> TableAsync(params string[] arguments)
    {
        var text = await KubectlAsync(arguments);
        return Seconds().Replace(Blanks().Replace(text, " "), "Ns").Replace(" \n", "\n", StringComparison.Ordinal).TrimEnd();
    }

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<=[ \n])\d+s(?=[ \n])")]
    private static partial Regex Seconds();

    private async Task<string> KubectlAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        // Who is not let in is asked for a name and a password.
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return await output + await errors;
    }

    private Process Start(params string[] arguments)
    {
        var home = Path.GetDirectoryName(_api.Options.CertDirectory)!;
        var config = _api.Options.KubeconfigPath;
        var text = File.ReadAllText(config);
        if (!text.Contains("nobody", StringComparison.Ordinal))
        {
            File.WriteAllText(config, text.Replace("users:\n", "users:\n- name: nobody\n  user:\n    token: wrong\n", StringComparison.Ordinal));
        }

        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", config, "--cache-dir", Path.Combine(home, "cache"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["HOME"] = home;
        return Process.Start(start)!;
    }
}

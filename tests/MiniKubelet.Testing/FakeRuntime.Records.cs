using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    private sealed class FakeSandbox(string id, SandboxConfig config, DateTimeOffset createdAt, string? ip)
    {
        public string Id => id;

        public SandboxConfig Config => config;

        public bool Ready { get; set; } = true;

        public SandboxObservation Observe() => new(
            id, config.Attempt, Ready, createdAt, ip is null ? [] : [ip], config.Network == NamespaceMode.Node, config.Annotations);
    }

    private sealed class FakeContainer(string id, FakeSandbox sandbox, ContainerConfig config, ContainerScript script, DateTimeOffset createdAt)
    {
        public string Id => id;

        public FakeSandbox Sandbox => sandbox;

        public ContainerConfig Config => config;

        public ContainerScript Script => script;

        public RunState State { get; set; } = RunState.Created;

        public DateTimeOffset? StartedAt { get; set; }

        public DateTimeOffset? FinishedAt { get; set; }

        public int ExitCode { get; set; }

        public string Reason { get; set; } = "";

        public string Message { get; set; } = "";

        public bool StopSignalled { get; set; }

        public List<ITimer> Timers { get; } = [];

        public TaskCompletionSource Exited { get; } = new();

        /// <summary>As a call names it: <c>pod/container#attempt</c>.</summary>
        public string Name => $"{sandbox.Config.Name}/{config.Name}#{config.Attempt}";

        public ContainerObservation Observe() => new()
        {
            Id = id,
            Name = config.Name,
            Attempt = config.Attempt,
            SandboxId = sandbox.Id,
            State = State,
            CreatedAt = createdAt,
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
            ExitCode = ExitCode,
            Reason = Reason,
            Message = Message,
            Image = config.UserSpecifiedImage,
            ImageId = ImageIdOf(config.Image),
            StopSignal = config.StopSignal,
            LogPath = $"{sandbox.Config.LogDirectory}/{config.LogPath}",
            Annotations = config.Annotations,
        };
    }

    /// <summary>An image of the fake; every image that was not said to be missing is there.</summary>
    /// <param name="Present">It need not be pulled.</param>
    /// <param name="PullError">Why it cannot be pulled; null: it can.</param>
    /// <param name="PullTakes">How long a pull takes.</param>
    /// <param name="User">The image's USER.</param>
    private sealed record FakeImage(bool Present, RuntimeErrorKind? PullError, TimeSpan PullTakes, string User = "");
}

using MiniKubelet.Observation;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>Docker's words for a container's state, in ours.</summary>
internal static class ObservationMapping
{
    private const string Joined = "container:";

    public static SandboxObservation Sandbox(ObjectName name, ObjectRecord record, ContainerDetails details) => new(
        details.Id,
        name.Attempt,
        details.State.Running,
        details.Created,
        Ips(details),
        details.HostConfig.NetworkMode == "host",
        record.Annotations.ToEquatableMap());

    /// <param name="name">Its name.</param>
    /// <param name="record">What we remember of it.</param>
    /// <param name="details">What Docker says.</param>
    /// <param name="imageId">The image it was made from.</param>
    /// <param name="oomKilled">An event said that memory ran out; Docker's own flag misses one that comes after the end.</param>
    public static ContainerObservation Container(
        ObjectName name, ObjectRecord record, ContainerDetails details, string imageId, bool oomKilled)
    {
        var end = End.Of(details, oomKilled);
        return new ContainerObservation
        {
            Id = details.Id,
            Name = name.Container,
            Attempt = name.Attempt,
            SandboxId = details.HostConfig.NetworkMode.StartsWith(Joined, StringComparison.Ordinal)
                ? details.HostConfig.NetworkMode[Joined.Length..]
                : "",
            State = end.State,
            CreatedAt = details.Created,
            StartedAt = end.StartedAt,
            FinishedAt = end.FinishedAt,
            ExitCode = end.State == RunState.Exited ? details.State.ExitCode : 0,
            Reason = end.Reason,
            Message = end.State == RunState.Exited ? details.State.Error : "",
            Image = record.Image,
            ImageId = imageId,
            StopSignal = details.Config.StopSignal ?? "",
            Annotations = record.Annotations.ToEquatableMap(),
        };
    }

    private static EquatableArray<string> Ips(ContainerDetails details)
    {
        var endpoints = details.NetworkSettings?.Networks?.Values.ToList() ?? [];
        return endpoints.Select(endpoint => endpoint.IPAddress)
            .Concat(endpoints.Select(endpoint => endpoint.GlobalIPv6Address))
            .Where(address => !string.IsNullOrEmpty(address))
            .ToEquatableArray()!;
    }

    /// <summary>How far a container's life has got.</summary>
    private sealed record End(RunState State, string Reason, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
    {
        public static End Of(ContainerDetails details, bool oomKilled)
        {
            var (started, finished) = (Time(details.State.StartedAt), Time(details.State.FinishedAt));
            return details.State switch
            {
                { Running: true } => new End(RunState.Running, "", started, null),
                _ when finished is not null => new End(RunState.Exited, ReasonOf(details.State, oomKilled), started, finished),

                // It could not be started: Docker leaves it in state "created", with an exit code. It began and ended at
                // once, as far as Kubernetes is concerned (cri-dockerd: toRuntimeAPIContainer).
                { ExitCode: not 0 } => new End(RunState.Exited, "ContainerCannotRun", details.Created, details.Created),
                _ => new End(RunState.Created, "", null, null),
            };
        }

        private static string ReasonOf(ContainerState state, bool oomKilled) => state switch
        {
            _ when state.OOMKilled || oomKilled => "OOMKilled",
            { ExitCode: 0 } => "Completed",
            _ => "Error",
        };

        private static DateTimeOffset? Time(DateTimeOffset time) => time.Year > 1 ? time : null;
    }
}

using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for probes.</summary>
internal static class ProbeValidator
{
    /// <summary>Checks the probes of one container.</summary>
    public static void Validate(Container container, FieldPath path, FieldErrors errors)
    {
        Validate(container.LivenessProbe, path.Child("livenessProbe"), errors);
        Validate(container.ReadinessProbe, path.Child("readinessProbe"), errors);
        Validate(container.StartupProbe, path.Child("startupProbe"), errors);
        SucceedsAtOnce(container.LivenessProbe, path.Child("livenessProbe"), errors);
        SucceedsAtOnce(container.StartupProbe, path.Child("startupProbe"), errors);
        if (container.ReadinessProbe?.TerminationGracePeriodSeconds is not null)
        {
            errors.Add(
                path.Child("readinessProbe").Child("terminationGracePeriodSeconds"),
                "not allowed: a readiness probe ends no container");
        }
    }

    private static void Validate(Probe? probe, FieldPath path, FieldErrors errors)
    {
        if (probe is null)
        {
            return;
        }

        HandlerValidator.OneOf(
            [("exec", probe.Exec), ("httpGet", probe.HttpGet), ("tcpSocket", probe.TcpSocket), ("grpc", probe.Grpc)],
            path,
            errors);
        HandlerValidator.Validate(probe.Exec, path.Child("exec"), errors);
        HandlerValidator.Validate(probe.HttpGet, path.Child("httpGet"), errors);
        if (probe.TcpSocket is { } tcp)
        {
            PortValidator.NumberOrName(tcp.Port, path.Child("tcpSocket").Child("port"), errors);
        }

        if (probe.Grpc is { } grpc)
        {
            PortValidator.Number(grpc.Port, path.Child("grpc").Child("port"), errors);
        }

        Rule.Range(probe.InitialDelaySeconds, 0, int.MaxValue, path.Child("initialDelaySeconds"), errors);
        Rule.Range(probe.TimeoutSeconds, 0, int.MaxValue, path.Child("timeoutSeconds"), errors);
        Rule.Range(probe.PeriodSeconds, 0, int.MaxValue, path.Child("periodSeconds"), errors);
        Rule.Range(probe.SuccessThreshold, 0, int.MaxValue, path.Child("successThreshold"), errors);
        Rule.Range(probe.FailureThreshold, 0, int.MaxValue, path.Child("failureThreshold"), errors);
        Rule.Range(probe.TerminationGracePeriodSeconds, 1, long.MaxValue, path.Child("terminationGracePeriodSeconds"), errors);
    }

    private static void SucceedsAtOnce(Probe? probe, FieldPath path, FieldErrors errors)
    {
        if (probe?.SuccessThreshold > 1)
        {
            var at = path.Child("successThreshold");
            errors.Add(at, $"must be 1 for liveness and startup probes, found {probe.SuccessThreshold}");
        }
    }
}

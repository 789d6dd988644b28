using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Manifests;

/// <summary>Rules for lifecycle hooks.</summary>
internal static class LifecycleValidator
{
    /// <summary>Checks the hooks and the stop signal of one container; a sleep has to fit into the pod's grace period.</summary>
    public static void Validate(Lifecycle? lifecycle, PodSpec pod, FieldPath path, FieldErrors errors)
    {
        Validate(lifecycle?.PostStart, pod.TerminationGracePeriodSeconds, path.Child("postStart"), errors);
        Validate(lifecycle?.PreStop, pod.TerminationGracePeriodSeconds, path.Child("preStop"), errors);
        if (lifecycle?.StopSignal is { } signal)
        {
            StopSignal(signal, pod, path.Child("stopSignal"), errors);
        }
    }

    // Which signals there are depends on the system, so it has to be said which is meant (v1 Lifecycle).
    private static void StopSignal(string signal, PodSpec pod, FieldPath path, FieldErrors errors)
    {
        if (pod.Os is null)
        {
            errors.Add(path, "only allowed in a pod with spec.os.name: linux");
        }
        else if (StopSignals.NumberOf(signal) is null)
        {
            errors.Add(path, $"must be the name of a signal such as SIGTERM, SIGUSR1 or SIGRTMIN+3, found \"{signal}\"");
        }
    }

    private static void Validate(LifecycleHandler? handler, long? gracePeriod, FieldPath path, FieldErrors errors)
    {
        if (handler is null)
        {
            return;
        }

        HandlerValidator.OneOf(
            [("exec", handler.Exec), ("httpGet", handler.HttpGet), ("tcpSocket", handler.TcpSocket), ("sleep", handler.Sleep)],
            path,
            errors);
        HandlerValidator.Validate(handler.Exec, path.Child("exec"), errors);
        HandlerValidator.Validate(handler.HttpGet, path.Child("httpGet"), errors);
        if (handler.Sleep is { } sleep && (sleep.Seconds < 0 || sleep.Seconds > gracePeriod))
        {
            errors.Add(
                path.Child("sleep").Child("seconds"),
                $"must be from 0 to the pod's terminationGracePeriodSeconds {gracePeriod}, found {sleep.Seconds}");
        }
    }
}

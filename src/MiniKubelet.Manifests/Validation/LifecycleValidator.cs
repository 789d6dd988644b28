using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for lifecycle hooks.</summary>
internal static class LifecycleValidator
{
    /// <summary>Checks the hooks of one container; a sleep has to fit into the pod's grace period.</summary>
    public static void Validate(Lifecycle? lifecycle, long? gracePeriod, FieldPath path, FieldErrors errors)
    {
        Validate(lifecycle?.PostStart, gracePeriod, path.Child("postStart"), errors);
        Validate(lifecycle?.PreStop, gracePeriod, path.Child("preStop"), errors);
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

using System.Globalization;

namespace MiniKubelet.Images;

/// <summary>What the kubelet says of images, word for word (kubernetes/pkg/kubelet/images/image_manager.go).</summary>
public static class ImageMessages
{
    /// <summary>Event <c>Pulling</c>.</summary>
    public static string Pulling(string image) => $"Pulling image \"{image}\"";

    /// <summary>Event <c>Pulled</c>, when it was.</summary>
    /// <param name="image">The image.</param>
    /// <param name="pull">How long the pull itself took.</param>
    /// <param name="total">The same with the wait for its turn.</param>
    /// <param name="size">The image's size in bytes.</param>
    public static string Pulled(string image, TimeSpan pull, TimeSpan total, long size) => string.Create(
        CultureInfo.InvariantCulture,
        $"Successfully pulled image \"{image}\" in {Milliseconds(pull)} ({Milliseconds(total)} including waiting). Image size: {size} bytes.");

    /// <summary>Event <c>Pulled</c>, when there was no need to.</summary>
    public static string Present(string image) => $"Container image \"{image}\" already present on machine";

    /// <summary>Event <c>Failed</c>.</summary>
    public static string PullFailed(string image, string error) => $"Failed to pull image \"{image}\": {error}";

    /// <summary>Event <c>BackOff</c>.</summary>
    public static string BackOff(string image) => $"Back-off pulling image \"{image}\"";

    /// <summary>Reason <c>ErrImageNeverPull</c>.</summary>
    public static string NeverPull(string image) => $"Container image \"{image}\" is not present with pull policy of Never";

    /// <summary>Reason <c>InvalidImageName</c>.</summary>
    public static string InvalidName(string image, string error) => $"Failed to apply default image tag \"{image}\": {error}";

    /// <summary>Reason <c>ImageInspectError</c>.</summary>
    public static string InspectFailed(string image, string error) => $"Failed to inspect image \"{image}\": {error}";

    /// <summary>Reason <c>RegistryUnavailable</c>.</summary>
    public static string RegistryUnavailable(string image, string error) =>
        $"image pull failed for {image} because the registry is unavailable: {error}";

    /// <summary>Event <c>FailedToRetrieveImagePullSecret</c>.</summary>
    public static string SecretsMissing(IEnumerable<string> names) =>
        $"Unable to retrieve some image pull secrets ({string.Join(", ", names)}); attempting to pull the image may not succeed.";

    /// <summary>Several credentials were tried: one error each, as Go lists errors.</summary>
    public static string Together(IEnumerable<string> errors) =>
        errors.Distinct().ToList() is [var only] ? only : $"[{string.Join(", ", errors.Distinct())}]";

    private static string Milliseconds(TimeSpan duration) =>
        GoDuration.Format(TimeSpan.FromMilliseconds(Math.Truncate(duration.TotalMilliseconds)));
}

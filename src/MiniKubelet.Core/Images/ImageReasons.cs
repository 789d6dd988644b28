namespace MiniKubelet.Images;

/// <summary>The words for images that cannot be had (kubernetes/pkg/kubelet/images/types.go).</summary>
public static class ImageReasons
{
    /// <summary>A registry was asked, in vain: what follows is a back-off.</summary>
    public static bool IsFailedPull(string reason) => reason is "ErrImagePull" or "RegistryUnavailable";

    /// <summary>The container waits for a pull to be tried again.</summary>
    public static bool IsWaitingForPull(string reason) => IsFailedPull(reason) || reason == "ImagePullBackOff";
}

using Microsoft.Extensions.Logging;

namespace MiniKubelet.Api;

/// <summary>What the API server logs. Ids 6000 to 6099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(6000, LogLevel.Information, "serving the Kubernetes API at {Address}; kubeconfig {Kubeconfig}")]
    internal static partial void Serving(ILogger logger, string address, string kubeconfig);

    [LoggerMessage(6001, LogLevel.Error, "{Method} {Path} failed")]
    internal static partial void RequestFailed(ILogger logger, string method, string? path, Exception error);

    [LoggerMessage(6002, LogLevel.Information, "certificates renewed")]
    internal static partial void CertificatesRenewed(ILogger logger);

    [LoggerMessage(6003, LogLevel.Error, "certificates cannot be renewed")]
    internal static partial void RenewalFailed(ILogger logger, Exception error);
}

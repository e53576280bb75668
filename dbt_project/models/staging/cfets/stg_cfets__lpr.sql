{{ stage('cfets__lpr') }}

{{ stage('cfets__central_parity_crosses') }}
